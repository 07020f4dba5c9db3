/**
 * saddlepoint/node: what the command line uses beside the library, for programs in Node: data from files and folders, runs on
 * disk, pictures, the ranks of Open MPI.
 *
 * @module
 */
export { openData } from "./data/open.ts";
export type { DataRequest, OpenedData, Skipped } from "./data/request.ts";
export { joinMpi, type Mpi, type MpiOptions } from "./distributed/mpi.ts";
export { generatorPage, type PageContent } from "./generator-page/write.ts";
export type { LogOptions } from "./logs/log-options.ts";
export { type LogName, logTo } from "./logs/log-to.ts";
export { listen, type Recorded, type RunEvent, type Sheet, type Sink } from "./logs/sink.ts";
export { drawExamples, type ExampleKind, imagePng, imageSheet } from "./pictures/examples.ts";
export { readDigits } from "./run/digits.ts";
export { type LoadedCheckpoint, loadCheckpoint } from "./run/folder.ts";
export { openGenerator, type RunGenerator } from "./run/generator.ts";
export { type RunRecord, readRecord } from "./run/record.ts";
export { type RunRowOptions, sampleRows } from "./run/sample-rows.ts";
export type { ServiceLimits } from "./service/limits.ts";
export { createSampleService, type SampleService, type SampleServiceOptions } from "./service/service.ts";
export { type RecordedOptions, recorded } from "./session/recorded.ts";
export type { DataPlaces } from "./terminal/flags.ts";
