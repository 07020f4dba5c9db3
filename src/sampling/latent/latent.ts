/**
 * What can be done with the z of a trained generator: `latent.project(…)` finds that of a picture, `latent.loopNoise(…)` goes round
 * through some, `latent.truncateNoise(…)` makes samples more typical, `latent.principalDirections(…)` says where to move z.
 *
 * @module
 */
export { type Directions, moveAlong, principalDirections } from "./directions.ts";
export { loopNoise } from "./loop.ts";
export { type LatentDrawing, meanLatent, type Truncation, towardsMean, truncateLatent } from "./mean-latent.ts";
export { type Projection, type ProjectOptions, project } from "./project.ts";
export { type LatentSpace, openLatentSpace, type SpaceOptions } from "./space.ts";
export { truncateNoise } from "./truncate.ts";
