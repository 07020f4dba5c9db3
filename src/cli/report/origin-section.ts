/** Where a run comes from: the command, the machine, and the settings that somebody chose; all others folded. */
import { type Config, option, optionMatters, resolveConfig } from "../../inner.ts";
import { escapeHtml } from "../html.ts";
import type { RunRecord } from "../run/record.ts";
import { inFlags } from "../terminal/flags.ts";
import { type ChangedSetting, changedSettings, commandOf } from "./command.ts";

const value = (v: unknown): string => escapeHtml(Array.isArray(v) ? v.join(", ") || "none" : String(v));

/** What nobody chose, to stand beside what somebody did; of a preset that is known no more, the defaults of the data. */
function otherwise({ config, preset }: RunRecord): Config {
  try {
    return resolveConfig(config.data, preset === undefined ? {} : { preset });
  } catch {
    return resolveConfig(config.data, {});
  }
}

/** A setting as another configuration has it. */
function valueIn({ generator, discriminator, run, ...game }: Config, { key, player }: ChangedSetting): string {
  const of = (options: object): string => value((options as Readonly<Record<string, unknown>>)[key]);
  if (player) return of({ generator, discriminator }[player]);
  if (!Object.hasOwn(generator, key)) return of({ ...game, ...run });
  const [g, d] = [of(generator), of(discriminator)];
  return g === d ? g : `G ${g}, D ${d}`;
}

function changedTable(record: RunRecord, changed: readonly ChangedSetting[]): string {
  const before = otherwise(record);
  const besides = record.preset === undefined ? "for such data" : `as preset ${record.preset}`;
  if (changed.length === 0) return `<p>All settings are those that a run has ${escapeHtml(besides)}.</p>`;
  const rows = changed.map(
    (setting) =>
      `<tr><th scope="row">${escapeHtml(nameOf(setting))}</th><td>${value(setting.value)}</td><td>${valueIn(before, setting)}</td></tr>`,
  );
  return `<table class="changed"><thead><tr><th scope="col">setting</th><th scope="col">this run</th><th scope="col">otherwise, ${escapeHtml(besides)}</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** As the flag is called. */
const nameOf = ({ key, player }: ChangedSetting): string => inFlags(option(player ? `${player}.${key}` : key));

/** All settings that have an effect, each player's where they differ. */
function settingsTable(config: Config): string {
  const { data, generator, discriminator, run, own: _, from: __, ...game } = config;
  const shared = Object.entries({ ...game, ...run }).flatMap(([key, v]) =>
    optionMatters(key, config) ? [`<tr><th scope="row">${key}</th><td>${value(v)}</td></tr>`] : [],
  );
  const players = Object.keys(generator).flatMap((key) => {
    const shown = (
      [
        ["D", "discriminator", discriminator],
        ["G", "generator", generator],
      ] as const
    ).flatMap(([name, player, options]) =>
      optionMatters(key, config, player) ? [[name, value((options as unknown as Record<string, unknown>)[key])]] : [],
    );
    const [[, first] = []] = shown;
    if (first === undefined) return [];
    const both = shown.length === 2 && shown[1]?.[1] === first;
    const text = both ? first : shown.map(([name, v]) => `${name}: ${v}`).join("; ");
    return [`<tr><th scope="row">${key}</th><td>${text}</td></tr>`];
  });
  return `<table class="settings"><tbody><tr><th scope="row">data</th><td>${escapeHtml(data.name)}, ${data.shape.join("×")}</td></tr>
${shared.join("")}${players.join("")}</tbody></table>`;
}

/** First on the page: who wants to do it again, or to know what was done, needs no more. */
export function originSection(record: RunRecord): string {
  const { saddlepoint, runtime, node, created, machine, config, notices = [] } = record;
  const changed = changedSettings(record);
  const machineText = machine === undefined ? "" : `${machine}; `;
  return `<section class="origin"><h2>This run</h2>
<div class="command"><pre tabindex="0" aria-label="The command that makes this run"><code id="command">${escapeHtml(commandOf(record, changed))}</code></pre><button id="copy" type="button">Copy</button><span id="copied" role="status"></span></div>
<p class="meaning">${escapeHtml(machineText)}saddlepoint ${escapeHtml(saddlepoint)}, ${escapeHtml(runtime)}, Node ${escapeHtml(node)}; begun ${escapeHtml(created.slice(0, 16).replace("T", " "))} UTC, seed ${config.seed}.</p>
${notices.map((notice) => `<p class="meaning">${escapeHtml(inFlags(notice))}</p>`).join("")}
${changedTable(record, changed)}
<details><summary>All settings that have an effect</summary>${settingsTable(config)}</details></section>`;
}
