// What the clients of other rooms build on.
export { AskError, type Connection, type ConnectionState } from "./parts/connection";
export type { Host, Scheme, StartWidget, Theme } from "./parts/host";
