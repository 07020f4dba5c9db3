/** What is happening, as a sentence. The thresholds stand in `state/saying.ts`. */
import type { Jsd, Saying } from "../../state/saying.ts";

type Words = (saying: Saying) => string;

/** At most two digits that count, without exponents where they can be avoided. */
const rough = (value: number): string => String(Number(value.toPrecision(2)));
const signed = (value: number): string => (value < 0 ? `−${rough(-value)}` : rough(value));
const whole = (share: number): string => (share < 0.01 ? rough(100 * share) : String(Math.round(100 * share)));

/** 0.50, but 0.002 and 0.998: near the ends the third digit counts. */
function answer(value: number): string {
  if (value < 0.0005 && value >= 0) return "< 0.001";
  if (value > 0.9995 && value <= 1) return "> 0.999";
  return value.toFixed(value < 0.01 || value > 0.99 ? 3 : 2).replace("-", "−");
}
/** As in "D(x) = 0.98", "D(x) > 0.999". */
const is = (value: number): string => {
  const text = answer(value);
  return /^[<>]/.test(text) ? text : `= ${text}`;
};

/** An estimate may come out below 0; what it estimates may not. */
const nats = ({ value, error }: Jsd): string => {
  const at = Math.max(0, value);
  return `${at >= 0.01 ? at.toFixed(3) : at === 0 ? "0" : Number(at.toPrecision(1))} ± ${Number(error.toPrecision(1))}`;
};

function inEnglish(s: Saying): string {
  switch (s.key) {
    case "start":
      return "Nothing has moved yet. Press play, or let one player make a step.";
    case "broken":
      return `Something is no longer a number at round ${s.round}. Go back to an earlier round, or lower the learning rate and reset.`;
    case "collapse":
      return `Collapse: nearly all samples are alike; their spread is ${whole(s.spread)} % of the data's.`;
    case "farAhead":
      return `D is far ahead (D(x) ${is(s.real)}, D(G(z)) ${is(s.generated)}): it tells nearly every sample from the data.`;
    case "vanished":
      return `D is far ahead (D(x) ${is(s.real)}, D(G(z)) ${is(s.generated)}): G's gradient under this loss has nearly vanished. Its length is ${rough(s.minimax)}; under −log D it would be ${rough(s.nonSaturating)}.`;
    case "farAheadWithGradient":
      return `D is far ahead (D(x) ${is(s.real)}, D(G(z)) ${is(s.generated)}), but −log D still gives G a gradient of length ${rough(s.nonSaturating)}; log(1 − D) would leave ${rough(s.minimax)}.`;
    case "equilibrium":
      return `Equilibrium: D cannot tell (${answer(s.real)} on real, ${answer(s.generated)} on generated examples), and JSD is ${nats(s.jsd)} nats.`;
    case "matched":
      return `p_g is nearly p_data: JSD is ${nats(s.jsd)} nats.`;
    case "allModes":
      return `All ${s.of} modes are found, ${whole(s.highQuality)} % of the samples are near one; JSD is ${nats(s.jsd)} nats.`;
    case "blurred":
      return `All ${s.of} modes are found, but only ${whole(s.highQuality)} % of the samples are near one; JSD is ${nats(s.jsd)} nats.`;
    case "oneMode":
      return `Collapse: G makes one mode of ${s.of}; ${whole(s.highQuality)} % of its samples are near it.`;
    case "someModes":
      return `G covers ${s.found} of ${s.of} modes; ${whole(s.highQuality)} % of its samples are near one.`;
    case "nearBest":
      return `D is close to D*, the best answer to this G (${rough(s.away)} away on average). JSD is ${nats(s.jsd)} nats; to lower it is up to G.`;
    case "onlyD":
      return `Only D has moved so far: it answers ${answer(s.real)} on real and ${answer(s.generated)} on generated examples.`;
    case "behind":
      return `D lags behind G: its answers are ${rough(s.away)} away from D* on average. D steps alone, or more of them per round (k), bring it closer.`;
    case "wrong":
      return `D is wrong at present: it answers ${answer(s.real)} on real and ${answer(s.generated)} on generated examples.`;
    case "close":
      return `The samples lie close to the data: energy distance ${signed(s.samples)}; that of other real examples is ${signed(s.real)}.`;
    case "apart":
      return `Still learning: the energy distance to the data is ${signed(s.samples)}; that of other real examples is ${signed(s.real)}.`;
    case "learning":
      return `Still learning: JSD is ${nats(s.jsd)} nats.`;
    case "unread":
      return "The game has begun; the instruments have not read it yet.";
  }
}

function inKorean(s: Saying): string {
  switch (s.key) {
    case "start":
      return "아직 아무것도 움직이지 않았습니다. 재생을 누르거나 한 선수의 단계를 실행하십시오.";
    case "broken":
      return `라운드 ${s.round}에서 유한하지 않은 값이 나왔습니다. 이전 라운드로 돌아가거나, 학습률을 낮추고 처음부터 다시 시작하십시오.`;
    case "collapse":
      return `붕괴: 거의 모든 표본이 서로 같습니다. 퍼진 정도가 데이터의 ${whole(s.spread)}%입니다.`;
    case "farAhead":
      return `D가 크게 앞서 있습니다 (D(x) ${is(s.real)}, D(G(z)) ${is(s.generated)}). 거의 모든 표본을 데이터와 구별합니다.`;
    case "vanished":
      return `D가 크게 앞서 있어 (D(x) ${is(s.real)}, D(G(z)) ${is(s.generated)}) 이 손실에서는 G의 기울기가 거의 사라졌습니다. 기울기의 크기는 ${rough(s.minimax)}이고, −log D에서는 ${rough(s.nonSaturating)}일 것입니다.`;
    case "farAheadWithGradient":
      return `D가 크게 앞서 있지만 (D(x) ${is(s.real)}, D(G(z)) ${is(s.generated)}) −log D에서는 G의 기울기가 아직 ${rough(s.nonSaturating)}입니다. log(1 − D)라면 ${rough(s.minimax)}밖에 남지 않습니다.`;
    case "equilibrium":
      return `평형: D가 구별하지 못합니다 (실제 표본 ${answer(s.real)}, 생성 표본 ${answer(s.generated)}). JSD는 ${nats(s.jsd)} nat입니다.`;
    case "matched":
      return `p_g가 p_data와 거의 같습니다. JSD는 ${nats(s.jsd)} nat입니다.`;
    case "allModes":
      return `모드 ${s.of}개를 모두 찾았고 표본의 ${whole(s.highQuality)}%가 모드 가까이에 있습니다. JSD는 ${nats(s.jsd)} nat입니다.`;
    case "blurred":
      return `모드 ${s.of}개를 모두 찾았지만 모드 가까이에 있는 표본은 ${whole(s.highQuality)}%뿐입니다. JSD는 ${nats(s.jsd)} nat입니다.`;
    case "oneMode":
      return `붕괴: G가 모드 ${s.of}개 가운데 하나만 만듭니다. 표본의 ${whole(s.highQuality)}%가 그 가까이에 있습니다.`;
    case "someModes":
      return `G가 모드 ${s.of}개 가운데 ${s.found}개를 덮습니다. 표본의 ${whole(s.highQuality)}%가 모드 가까이에 있습니다.`;
    case "nearBest":
      return `D가 이 G에 대한 최선의 답인 D*에 가깝습니다 (평균 차이 ${rough(s.away)}). JSD는 ${nats(s.jsd)} nat이며, 이를 낮추는 것은 G의 몫입니다.`;
    case "onlyD":
      return `지금까지 D만 움직였습니다. D의 답은 실제 표본에서 ${answer(s.real)}, 생성 표본에서 ${answer(s.generated)}입니다.`;
    case "behind":
      return `D가 G보다 뒤처져 있습니다. D의 답과 D*의 평균 차이가 ${rough(s.away)}입니다. D만 더 학습하거나 라운드마다 D의 단계 수(k)를 늘리면 가까워집니다.`;
    case "wrong":
      return `지금은 D가 틀리고 있습니다. D의 답은 실제 표본에서 ${answer(s.real)}, 생성 표본에서 ${answer(s.generated)}입니다.`;
    case "close":
      return `표본이 데이터에 가깝습니다. 에너지 거리는 ${signed(s.samples)}, 다른 실제 표본의 거리는 ${signed(s.real)}입니다.`;
    case "apart":
      return `아직 학습하고 있습니다. 데이터까지의 에너지 거리는 ${signed(s.samples)}, 다른 실제 표본의 거리는 ${signed(s.real)}입니다.`;
    case "learning":
      return `아직 학습하고 있습니다. JSD는 ${nats(s.jsd)} nat입니다.`;
    case "unread":
      return "게임이 시작되었고, 측정값은 아직 나오지 않았습니다.";
  }
}

export const saying: { readonly en: Words; readonly ko: Words } = { en: inEnglish, ko: inKorean };
