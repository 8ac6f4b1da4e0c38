// npm run build: installs and compiles whatever is out of date.
import { setUp } from "./setup.mjs";

setUp();
