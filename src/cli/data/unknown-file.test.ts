import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openArchive, openIdx, openNpy } from "./arrays.ts";
import { formats } from "./formats.ts";
import { openJson, openJsonLines, openParquet } from "./mixed-table.ts";
import { openTable } from "./table.ts";
import { formatOf } from "./unknown-file.ts";

const READERS = {
  table: openTable,
  json: openJson,
  "json lines": openJsonLines,
  parquet: openParquet,
  npy: openNpy,
  npz: openArchive,
  idx: openIdx,
};

const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe("a file given as data", () => {
  it.each<[string, Uint8Array, keyof typeof READERS]>([
    ["t.csv", latin("a,b\n1,2\n"), "table"],
    ["T.TSV", latin("a\tb\n"), "table"],
    ["bm.csv", latin("BM\0\0\0\0,1\n").map((byte) => byte || 0x30), "table"],
    ["utf16.csv", latin("\xff\xfea\0,\0b\0"), "table"],
    ["a.npy", latin("\x93NUMPY\x01\0"), "npy"],
    ["renamed.bin", latin("\x93NUMPY\x01\0"), "npy"],
    ["broken.npy", latin("no array"), "npy"],
    ["arrays.npz", latin("PK\x03\x04............x.npy..."), "npz"],
    ["late.npz", latin("PK\x03\x04............"), "npz"],
    ["train-images-idx3-ubyte", latin("\0\0\x08\x03\0\0\0\x01"), "idx"],
    ["digits", latin("\0\0\x08\x03\0\0\0\x01"), "idx"],
    ["digits.gz", new Uint8Array(gzipSync("\0\0\x08\x03\0\0\0\x01")), "idx"],
    ["t.parquet", latin("PAR1...."), "parquet"],
    ["noname", latin("PAR1...."), "parquet"],
    ["broken.parquet", latin("no table"), "parquet"],
    ["t.json", latin('[{"a": 1}]'), "json"],
    ["broken.json", latin("no json"), "json"],
    ["t.jsonl", latin('{"a": 1}\n{"a": 2}\n'), "json lines"],
    ["t.ndjson", latin('{"a": 1}\n{"a": 2}\n'), "json lines"],
    ["cut.gz", new Uint8Array(gzipSync("\0\0\x08\x03\0\0\0\x01")).subarray(0, 12), "idx"],
  ])("%s is read by the reader of its kind", (name, head, kind) => {
    expect(formatOf(name, head, formats).open).toBe(READERS[kind]);
  });

  it.each<[string, Uint8Array, string, string]>([
    ["t.xlsx", latin("PK\x03\x04....[Content_Types].xml"), "Excel", "Save the sheet as CSV."],
    ["late.xlsx", latin("PK\x03\x04...."), "Excel (told by its ending)", "Save the sheet as CSV."],
    [
      "t.csv",
      latin("PK\x03\x04....xl/workbook.xml\0"),
      "Excel (told by its first bytes) in spite of its ending",
      "CSV",
    ],
    ["t.zip", latin("PK\x03\x04.....1.png"), "zip", "Unpack it"],
    ["map.geojson", latin('{"type": "Feature"}'), "JSON", "pd.read_json"],
    ["t.json", latin("\x93NUMPY\x01\0"), "NumPy (told by its first bytes) in spite of its ending", "Save the data"],
    ["t.h5", latin("\x89HDF\r\n"), "HDF5", "h5py.File"],
    ["t.mat", latin("MATLAB 5.0 MAT-file"), "MATLAB", "scipy.io.loadmat"],
    ["t.pkl", latin("\x80\x04\x95"), "pickle", "never opened, as it can run any program"],
    ["w.pt", latin("PK\x03\x04...archive/data.pkl"), "PyTorch", "never opened"],
    ["x.tfrecord", latin("\x10\0\0\0\0\0\0\0"), "TFRecord (told by its ending)", "np.save"],
    ["t.csv.gz", new Uint8Array(gzipSync("a,b\n1,2\n")), "a gzip file with text in it", "gunzip"],
    ["t.tar.gz", new Uint8Array(gzipSync(`${"x".repeat(257)}ustar`)), "a gzip file with tar in it", "Unpack it"],
    ["one.png", latin("\x89PNG\r\n"), "PNG", "Give the folder that it lies in, with more pictures."],
    ["page.csv2", latin("<!DOCTYPE html><html>"), "HTML", "it is a web page"],
    ["t.txt", latin("a,b\n1,2\n"), "a text file that looks like a table", "Rename it to t.csv"],
    ["t.dat", latin("a\tb\n1\t2\n"), "a text file that looks like a table", "Rename it to t.tsv"],
    [
      "t.txt",
      latin("1.0e+00 2.5\n3 4\n"),
      "numbers with spaces",
      'np.savetxt("t.csv", np.loadtxt("t.txt"), delimiter=",")',
    ],
    ["t.txt", latin("a b\n1 2\n"), "a text file", "Save the data as one of these."],
    ["odd", latin("\x01\x02\x03\x04"), "an unknown kind, which begins with 01 02 03 04", "Save the data"],
    ["empty.csv", new Uint8Array(), "an empty file", "copy it again"],
  ])("%s is refused as what it is, with the way on", (name, head, came, next) => {
    const says = (): unknown => formatOf(`/data/${name}`, head, formats);
    expect(says).toThrow(
      `reading data ${name}: expected a CSV or TSV table, rows in JSON (.json, .jsonl), a Parquet file, a NumPy array (.npy, .npz), images in MNIST's format`,
    );
    expect(says).toThrow(came);
    expect(says).toThrow(next);
  });
});
