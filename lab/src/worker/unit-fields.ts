/** Every unit over the plane that its network looks at: D's over x, G's over z, where those are one or two numbers. */
import { createUnits, type Grid, middlesOf, type Play, type Units } from "#inner";
import { MAP_CELLS, MOST_MAPS, type UnitMaps } from "./protocol.ts";

export interface UnitFields {
  /** `null` where neither network has maps. */
  readonly see: () => Promise<readonly UnitMaps[] | null>;
  readonly release: () => Promise<void>;
}

/** Where a normal prior has nearly all of its mass. */
const REACH = 3;

interface Player {
  readonly units: Units;
  readonly points: Float32Array;
  readonly parameters: () => Float32Array;
  /** Layers before its own, in the order of both networks. */
  readonly before: number;
}

const over = (low: readonly number[], high: readonly number[]): Float32Array => {
  const dimension = low.length;
  return middlesOf({ low, high, bins: low.map(() => MAP_CELLS[dimension as 1 | 2]) });
};

/** Both networks' maps are compiled when they are first asked for. `grid`: the box of the plot. */
export function createUnitFields({ game, machine }: Play, grid: Grid | null): UnitFields {
  const { generator, discriminator, prior } = game;
  let made: Promise<readonly Player[]> | undefined;

  const make = async (): Promise<readonly Player[]> => {
    const players: Player[] = [];
    const add = async (
      network: typeof generator,
      points: Float32Array,
      rest: Pick<Player, "parameters" | "before">,
    ) => {
      const units = await createUnits(network, points.length / (network.input[0] ?? 1), MOST_MAPS);
      if (units) players.push({ units, points, ...rest });
    };
    if (prior.latent <= 2) {
      const reach = Array<number>(prior.latent).fill(prior.kind === "uniform" ? prior.halfWidth : REACH);
      const z = over(
        reach.map((end) => -end),
        reach,
      );
      await add(generator, z, { parameters: () => machine.generator.parameters.data, before: 0 });
    }
    if (grid) {
      const before = generator.layers.length;
      await add(discriminator, over(grid.low, grid.high), {
        parameters: () => machine.discriminator.parameters.data,
        before,
      });
    }
    return players;
  };

  return {
    see: async () => {
      made ??= make();
      const players = await made;
      if (players.length === 0) return null;
      const maps: UnitMaps[] = [];
      for (const { units, points, parameters, before } of players) {
        for (const { layer, ...own } of await units.at(parameters(), points))
          maps.push({ layer: before + layer, ...own });
      }
      return maps;
    },
    release: async () => {
      for (const { units } of (await made) ?? []) await units.release();
    },
  };
}
