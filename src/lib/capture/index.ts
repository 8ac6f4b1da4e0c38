export { buildFrame, buildPacket, type FrameSpec } from "./build";
export { decode } from "./decode/decode";
export { Outcome, Packet, REASONS, type Reason, TUNNELS, type Tunnel, TunnelKind } from "./decode/packet";
export type { CaptureInterface } from "./format";
export { copyFrame, Frame, type FrameVisitor } from "./frame";
export { type CaptureInfo, info } from "./info";
export { LinkType, linkTypeName } from "./link-types";
export { CaptureParser, type CaptureSummary } from "./parser";
export { type CaptureSource, forEachFrame, type ReadOptions } from "./source";
export {
  CaptureEncoder,
  CaptureWriter,
  encodeCapture,
  encodePcap,
  type FrameToWrite,
  type WriteOptions,
} from "./writer";
