/** Data sets that are known by name and downloaded on first use. */
import { join, resolve } from "node:path";
import { type DataSet, idxImages, problem, shellWord, stackedDigits } from "../../inner.ts";
import { exists } from "../files/writing.ts";
import type { DataPlaces } from "../terminal/flags.ts";
import { cacheFolder } from "./cache-folder.ts";
import { download, sha256OfFile } from "./download.ts";
import { grainy } from "./grainy.ts";
import { type LabelsBeside, labelsFrom } from "./labels-beside.ts";
import { readBytes } from "./reading.ts";
import { type DataRequest, type OpenedData, refuseOthers } from "./request.ts";

interface Published {
  readonly help: string;
  /** Training images, or stacks of them. */
  readonly count: number;
  /** The name of the file in the cache. */
  readonly cached: string;
  /** The folder of the file on the network. */
  readonly from: string;
  readonly sha256: string;
  /** The test images, if they may be looked at. */
  readonly test?: Files;
  /** SHA-256 of the file of labels; stacks have none. */
  readonly labels?: string;
  /** Names of the classes, where their numbers are none. */
  readonly classes?: readonly string[];
  /** Three images on top of each other, one in each colour, instead of single ones. */
  readonly stacked?: boolean;
}

interface Files {
  readonly cached: string;
  readonly sha256: string;
  /** SHA-256 of the file of labels. */
  readonly labels: string;
}

/** Pixels of an image's sides. */
const SIDE = 28;
const CLASSES = 10;

/** The name that the file has everywhere. */
const FILE = "train-images-idx3-ubyte.gz";
const TEST_FILE = "t10k-images-idx3-ubyte.gz";

const mnist = {
  count: 60_000,
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
      labels: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    },
    labels: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    help: "60,000 handwritten digits, 28×28 grey (LeCun et al. 1998); 10 MB, downloaded on first use",
  },
  "stacked-mnist": {
    ...mnist,
    count: 128_000,
    help: "128,000 stacks of three of them, 28×28 in colour: 1,000 modes (VEEGAN, PacGAN); mnist's file",
    stacked: true,
  },
  "fashion-mnist": {
    count: 60_000,
    help: "60,000 pieces of clothing, 28×28 grey (Xiao et al. 2017); 26 MB, downloaded on first use",
    cached: `fashion-mnist-${FILE}`,
    from: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    labels: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    // Section 2.2 of the documentation: https://github.com/zalandoresearch/fashion-mnist
    classes: [
      ...["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
    ],
    test: {
      cached: `fashion-mnist-${TEST_FILE}`,
      sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      labels: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
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
  const known = published[name] as Published;
  const { from, sha256, cached, stacked } = known;
  // Mirrored digits are no digits, and held-out stacks would be made of images that are trained on.
  refuseOthers(name, options, stacked ? [] : ["mirror", "holdout"]);
  const path = await bring(name, { file: FILE, from, cached, sha256 }, places, say);
  const beside = await labelsOfImages(name, known, { file: FILE, cached }, places, say);
  const images = await idxImages(stacked ? "mnist" : name, await readBytes(path, "array"), {
    ...options,
    ...(beside ? { labels: beside.labels } : {}),
  });
  const data = stacked ? await stackedDigits(images) : images;
  const labels = beside?.found();
  return {
    data,
    source: name,
    facts: [["File", path]],
    notices: beside?.notices ?? [],
    ...(labels ? { labels } : {}),
    skipped: [],
  };
}

/**
 * In place of a data set that has not been downloaded, and that nobody says where to have from: examples of its shape and number, for
 * what needs no more, such as the cost of a run. Undefined where the images themselves can be had without a network.
 */
export async function standInForPublished(request: DataRequest): Promise<OpenedData | undefined> {
  const { argument: name, options, places } = request;
  if (!isPublished(name) || places.dataDir !== undefined || places.downloadFrom !== undefined) return undefined;
  const { cached, stacked, count, labels } = published[name] as Published;
  if (await exists(join((await cacheFolder(places.cacheDir)).place, cached))) return undefined;
  refuseOthers(name, options, stacked ? [] : ["mirror", "holdout"]);
  const shape = [stacked ? 3 : 1, SIDE, SIDE];
  return {
    data: grainy(name, { count, shape, ...(labels ? { classes: CLASSES } : {}) }, options),
    source: name,
    facts: [],
    notices: [
      `${name} is not on this machine: networks and costs are told from its shape, and nothing is downloaded. train downloads it; describe does with --out, which draws examples.`,
    ],
    skipped: [],
  };
}

const withLabels = (name: string): string => name.replace("images-idx3", "labels-idx1");

/**
 * The labels beside the file of images, in the same place. Images go without them where they cannot be had: runs of before there were
 * any, and machines without a network, have the images alone.
 */
async function labelsOfImages(
  name: string,
  { from, labels: sha256, classes }: Pick<Published, "from" | "labels" | "classes">,
  { file, cached }: { readonly file: string; readonly cached: string },
  places: DataPlaces,
  say: (line: string) => void,
): Promise<LabelsBeside | undefined> {
  if (sha256 === undefined) return undefined;
  const wanted = { file: withLabels(file), from, cached: withLabels(cached), sha256 };
  try {
    return await labelsFrom(await bring(name, wanted, places, say), wanted.file, classes);
  } catch (error) {
    say(`The images of ${name} are read without their labels: ${(error as Error).message}`);
    return undefined;
  }
}

/** The test images of a data set, for those that have some. */
export async function openPublishedTest(
  name: string,
  places: DataPlaces,
  say: (line: string) => void,
): Promise<DataSet | undefined> {
  if (!isPublished(name)) return undefined;
  const known = published[name] as Published;
  const { from, test, classes } = known;
  if (test === undefined) return undefined;
  const path = await bring(name, { file: TEST_FILE, from, ...test }, places, say);
  const described = { from, labels: test.labels, ...(classes ? { classes } : {}) };
  const beside = await labelsOfImages(name, described, { file: TEST_FILE, ...test }, places, say);
  const options = beside ? { labels: beside.labels } : {};
  return idxImages(`${name} test`, await readBytes(path, "array"), options);
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
  if (dataDir) {
    const path = join(resolve(dataDir), file);
    await checkFile(path, name, sha256);
    return path;
  }
  const { place, notice } = await cacheFolder(cacheDir);
  if (notice !== undefined) say(notice);
  const path = join(place, cached);
  await download(new URL(file, withSlash(downloadFrom ?? from)).href, path, sha256, say);
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
