// Loaded into a notebook by the little script that stands in the output, once the server has answered.
export { attach } from "./parts/attach";
