import { beginsWith } from "./bytes";
import { Ndpi } from "./ndpi";

/** What a payload says that begins with one of these texts, whatever its port. */
const STARTS: readonly (readonly [string, number])[] = [
  ["GET ", Ndpi.HTTP],
  ["POST ", Ndpi.HTTP],
  ["HEAD ", Ndpi.HTTP],
  ["PUT ", Ndpi.HTTP],
  ["DELETE ", Ndpi.HTTP],
  ["OPTIONS /", Ndpi.HTTP],
  ["PATCH ", Ndpi.HTTP],
  ["PROPFIND ", Ndpi.HTTP],
  ["HTTP/1.", Ndpi.HTTP],
  ["CONNECT ", Ndpi.HTTP_PROXY],
  ["OPTIONS rtsp:", Ndpi.RTSP],
  ["DESCRIBE rtsp:", Ndpi.RTSP],
  ["RTSP/1.", Ndpi.RTSP],
  ["SIP/2.0", Ndpi.SIP],
  ["INVITE sip:", Ndpi.SIP],
  ["REGISTER sip:", Ndpi.SIP],
  ["OPTIONS sip:", Ndpi.SIP],
  ["SUBSCRIBE sip:", Ndpi.SIP],
  ["NOTIFY sip:", Ndpi.SIP],
  ["ACK sip:", Ndpi.SIP],
  ["BYE sip:", Ndpi.SIP],
  ["SSH-", Ndpi.SSH],
  ["EHLO ", Ndpi.SMTP],
  ["HELO ", Ndpi.SMTP],
  ["RFB 00", Ndpi.VNC],
  ["\x13BitTorrent protocol", Ndpi.BITTORRENT],
  ["NICK ", Ndpi.IRC],
];

const byFirstByte: (readonly (readonly [string, number])[] | undefined)[] = Array.from(
  { length: 256 },
  (_, byte) => {
    const starts = STARTS.filter(([text]) => text.charCodeAt(0) === byte);
    return starts.length === 0 ? undefined : starts;
  },
);

/** The number of the protocol whose text a payload begins with; 0 when there is none. */
export function byFirstText(data: Uint8Array, at: number, end: number): number {
  const starts = byFirstByte[data[at]];
  if (starts === undefined) return Ndpi.UNKNOWN;
  for (const [text, id] of starts) if (beginsWith(data, at, end, text)) return id;
  return Ndpi.UNKNOWN;
}
