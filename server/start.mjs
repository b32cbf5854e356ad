// Plain JavaScript for one reason: an old Node must be able to read it, to be told that it is too old.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Presente needs Node 20.19 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}
const { register } = await import("tsx/esm/api");
register();
await import("./main.ts");
