/** The page: points of the generator, drawn in the browser. */
import { openGenerator } from "./generator.ts";

const canvas = document.querySelector("canvas") as HTMLCanvasElement;
const button = document.querySelector("button") as HTMLButtonElement;
const status = document.querySelector("output") as HTMLOutputElement;

/** A file of the folder `public`. A server that has none may send this page instead. */
async function load(name: string): Promise<Response> {
  const response = await fetch(name);
  if (response.ok && response.headers.get("content-type")?.startsWith("text/html") !== true) return response;
  throw new Error("There is no generator yet: npm run train makes it.");
}

function show(points: Float32Array): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  context.fillStyle = "#d95f02";
  for (let i = 0; i < points.length; i += 2) {
    const [x = 0, y = 0] = points.subarray(i, i + 2);
    context.fillRect((0.5 + x / 6) * width, (0.5 - y / 6) * height, 2, 2);
  }
}

async function start(): Promise<void> {
  const model = new Uint8Array(await (await load("generator.onnx")).arrayBuffer());
  const metadata = (await (await load("generator.json")).json()) as Record<string, string>;
  const generator = await openGenerator(model, metadata);
  const draw = async (): Promise<void> => {
    show(await generator.draw(2000));
    status.textContent = "2,000 points, made in this browser.";
  };
  button.addEventListener("click", () => void draw());
  await draw();
}

start().catch((error: Error) => {
  status.textContent = error.message;
});
