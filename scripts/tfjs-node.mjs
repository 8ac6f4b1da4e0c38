// `npm run tfjs-node`: sets up the native back end of TensorFlow.js under .cache/tfjs-node, from the registries alone.
// Its own install script downloads a library from a place that refuses; here the library comes out of TensorFlow's
// wheel on PyPI, and the binding is compiled from the sources in the npm package.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const TFJS_NODE = "4.22.0";
const HEADERS = "1.5.0";
// 2.18 and later round int32 tensors wrongly without saying so.
const TENSORFLOW = "2.13.1";
const WHEEL_SHA256 = "87be6e61314b2c0fa062f71e26e41d6a17e162ffe4da72c820fe8f1fc94d97fe";

const project = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const target = path.resolve(process.env.DATAPLANE_LAB_TFJS_NODE ?? path.join(project, ".cache/tfjs-node"));
const stage = `${target}.${process.pid}.tmp`;

function stop(message, hint) {
  console.error(`tfjs-node: ${message}${hint === undefined ? "" : `\n${hint}`}`);
  process.exit(1);
}

function run(command, args, { cwd = stage, purpose, hint }) {
  console.log(`tfjs-node: ${purpose}`);
  try {
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const detail =
      error.code === "ENOENT" ? `${command} is not installed` : (error.stderr || error.message).trim();
    return stop(`could not ${purpose}:\n${detail.split("\n").slice(-15).join("\n")}`, hint);
  }
}

/** Loads the back end in a process of its own and multiplies two matrices with it. */
function check(folder) {
  const script =
    "const tf = require('@tensorflow/tfjs-node'); " +
    "const [sum] = tf.matMul([[1, 2]], [[3], [4]]).dataSync(); " +
    "if (tf.getBackend() !== 'tensorflow' || sum !== 11) process.exit(3);";
  execFileSync(process.execPath, ["-e", script], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
}

function works(folder) {
  try {
    check(folder);
    return true;
  } catch {
    return false;
  }
}

if (process.platform !== "linux" || process.arch !== "x64") {
  stop(
    `TensorFlow's library is taken from its wheel for Linux on x64; this is ${process.platform} on ${process.arch}`,
    "The engines own, tfjs-wasm and tfjs-cpu work here without it.",
  );
}
if (existsSync(target)) {
  if (works(target)) {
    console.log(`tfjs-node: already set up in ${target}`);
    process.exit(0);
  }
  console.log("tfjs-node: what is there does not work; making it anew");
}

const python = process.env.PYTHON ?? "python3";
const compiler = process.env.CXX ?? "g++";
mkdirSync(stage, { recursive: true });
process.on("exit", () => rmSync(stage, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
run(compiler, ["--version"], {
  purpose: `find the C++ compiler (${compiler})`,
  hint: "Install g++ (on Debian: apt-get install g++), or name another compiler with CXX.",
});
run(python, ["-m", "pip", "--version"], {
  purpose: `find pip (${python})`,
  hint: "Install pip (on Debian: apt-get install python3-pip), or name another Python with PYTHON.",
});

writeFileSync(path.join(stage, "package.json"), '{ "private": true }\n');
run(
  "npm",
  [
    "install",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--loglevel=error",
    `@tensorflow/tfjs-node@${TFJS_NODE}`,
    `node-api-headers@${HEADERS}`,
  ],
  { purpose: `install @tensorflow/tfjs-node ${TFJS_NODE} without its download` },
);

writeFileSync(
  path.join(stage, "requirements.txt"),
  `tensorflow-cpu==${TENSORFLOW} --hash=sha256:${WHEEL_SHA256}\n`,
);
run(
  python,
  [
    ...["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"],
    ...["--only-binary=:all:", "--python-version", "3.11", "--platform", "manylinux2014_x86_64"],
    ...["-r", "requirements.txt", "-d", "wheel"],
  ],
  { purpose: `fetch TensorFlow ${TENSORFLOW} from the Python registry (187 MB)` },
);

const module = path.join(stage, "node_modules/@tensorflow/tfjs-node");
const extract = `
import glob, os, sys, zipfile
target = sys.argv[1]
wheel = zipfile.ZipFile(glob.glob("wheel/*.whl")[0])
headers = tuple("tensorflow/include/" + part for part in
    ("tensorflow/c/", "tensorflow/core/platform/", "tensorflow/tsl/c/", "tensorflow/tsl/platform/"))
for name in wheel.namelist():
    if name.startswith("tensorflow/libtensorflow_"):
        place = "lib/" + os.path.basename(name)
    elif name.startswith(headers) and not name.endswith("/"):
        place = name[len("tensorflow/"):]
    else:
        continue
    place = os.path.join(target, place)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with wheel.open(name) as source, open(place, "wb") as out:
        while block := source.read(1 << 20):
            out.write(block)
`;
run(python, ["-c", extract, path.join(module, "deps")], {
  purpose: "take library and headers out of the wheel",
});
rmSync(path.join(stage, "wheel"), { recursive: true });

mkdirSync(path.join(module, "lib/napi-v8"), { recursive: true });
run(
  compiler,
  [
    ...["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
    ...["-I", path.join(stage, "node_modules/node-api-headers/include"), "-I", ".", "-I", "deps/include"],
    ...["binding/tfjs_backend.cc", "binding/tfjs_binding.cc", "-o", "lib/napi-v8/tfjs_binding.node"],
    // Relative to the binding, so that the folder may be moved into place.
    ...[
      "-Ldeps/lib",
      "-l:libtensorflow_cc.so.2",
      "-l:libtensorflow_framework.so.2",
      "-Wl,-rpath,$ORIGIN/../../deps/lib",
    ],
  ],
  { cwd: module, purpose: "compile the binding" },
);

// Two files call helpers of Node's util module that Node 23 removed.
for (const file of ["dist/nodejs_kernel_backend.js", "dist/kernels/TopK.js"]) {
  const text = readFileSync(path.join(module, file), "utf8");
  const mended = text
    .replace(/\(0, util_1\.isNullOrUndefined\)\((\w+)\)/g, "($1 == null)")
    .replace(/\(0, util_1\.isArray\)\(/g, "Array.isArray(");
  if (mended === text) stop(`${file} is not as expected; is it version ${TFJS_NODE}?`);
  writeFileSync(path.join(module, file), mended);
}

console.log("tfjs-node: try it");
try {
  check(stage);
} catch (error) {
  stop(
    `the back end was built, but does not run:\n${String(error.stderr).trim().split("\n").slice(-10).join("\n")}`,
  );
}
rmSync(target, { recursive: true, force: true });
renameSync(stage, target);
console.log(`tfjs-node: ready in ${target}`);
