/** Data sets that are known by name and downloaded on first use. */
import { join, resolve } from "node:path";
import { type DataSet, idxImages, problem, shellWord, stackedDigits } from "../../inner.ts";
import type { DataPlaces } from "../terminal/flags.ts";
import { cacheFolder } from "./cache-folder.ts";
import { download, sha256OfFile } from "./download.ts";
import { readBytes } from "./reading.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";

interface Published {
  readonly help: string;
  /** The name of the file in the cache. */
  readonly cached: string;
  /** The folder of the file on the network. */
  readonly from: string;
  readonly sha256: string;
  /** The test images, if they may be looked at. */
  readonly test?: { readonly cached: string; readonly sha256: string };
  /** Three images on top of each other, one in each colour, instead of single ones. */
  readonly stacked?: boolean;
}

/** The name that the file has everywhere. */
const FILE = "train-images-idx3-ubyte.gz";
const TEST_FILE = "t10k-images-idx3-ubyte.gz";

const mnist = {
  cached: `mnist-${FILE}`,
  from: "https://ossci-datasets.s3.amazonaws.com/mnist/",
  sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
};

const published: Readonly<Record<string, Published>> = {
  mnist: {
    ...mnist,
    test: {
      cached: `mnist-${TEST_FILE}`,
      sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    },
    help: "60,000 handwritten digits, 28×28 grey (LeCun et al. 1998); 10 MB, downloaded on first use",
  },
  "stacked-mnist": {
    ...mnist,
    help: "128,000 stacks of three of them, 28×28 in colour: 1,000 modes (VEEGAN, PacGAN); mnist's file",
    stacked: true,
  },
  "fashion-mnist": {
    help: "60,000 pieces of clothing, 28×28 grey (Xiao et al. 2017); 26 MB, downloaded on first use",
    cached: `fashion-mnist-${FILE}`,
    from: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    test: {
      cached: `fashion-mnist-${TEST_FILE}`,
      sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    },
  },
};

export const publishedData: readonly { readonly name: string; readonly help: string }[] = Object.entries(published).map(
  ([name, { help }]) => ({ name, help }),
);

export const isPublished = (name: string): boolean => Object.hasOwn(published, name);

/** The training images of a data set, from a folder that has them, from the cache, or from the network. */
export async function openPublished(request: DataRequest, say: (line: string) => void): Promise<OpenedData> {
  const { argument: name, options, places } = request;
  const { from, sha256, cached, stacked } = published[name] as Published;
  // Mirrored digits are no digits, and held-out stacks would be made of images that are trained on.
  refuseOthers(name, options, stacked ? [] : ["mirror", "holdout"]);
  const path = await bring(name, { file: FILE, from, cached, sha256 }, places, say);
  const images = await idxImages(stacked ? "mnist" : name, await readBytes(path, "array"), options);
  const data = stacked ? await stackedDigits(images) : images;
  return { data, source: name, facts: [["File", path]], notices: [], skipped: [] };
}

/** The test images of a data set, for those that have some. */
export async function openPublishedTest(
  name: string,
  places: DataPlaces,
  say: (line: string) => void,
): Promise<DataSet | undefined> {
  const { from, test } = isPublished(name) ? (published[name] as Published) : {};
  if (from === undefined || test === undefined) return undefined;
  const path = await bring(name, { file: TEST_FILE, from, ...test }, places, say);
  return idxImages(`${name} test`, await readBytes(path, "array"));
}

interface Wanted {
  readonly file: string;
  readonly from: string;
  readonly cached: string;
  readonly sha256: string;
}

/** Where a file lies: in the folder that was named, or in the cache, downloaded if need be. */
async function bring(
  name: string,
  { file, from, cached, sha256 }: Wanted,
  { dataDir, cacheDir, downloadFrom }: DataPlaces,
  say: (line: string) => void,
): Promise<string> {
  const path = dataDir ? join(resolve(dataDir), file) : join(cacheFolder(cacheDir), cached);
  if (dataDir) await checkFile(path, name, sha256);
  else await download(new URL(file, withSlash(downloadFrom ?? from)).href, path, sha256, say);
  return path;
}

function withSlash(url: string): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw problem({ doing: "reading option --download-from", expected: "an http or https address", came: url });
  }
  return url.endsWith("/") ? url : `${url}/`;
}

async function checkFile(path: string, name: string, sha256: string): Promise<void> {
  const came = await sha256OfFile(path);
  if (came === sha256) return;
  throw problem({
    doing: `reading ${path} as ${name}`,
    expected: `SHA-256 ${sha256.slice(0, 16)}…`,
    came: `${came.slice(0, 16)}…: another file, or a damaged one`,
    next: `Give the file itself (train ${shellWord(path)}) to train on it as it is.`,
  });
}
