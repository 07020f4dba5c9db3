/** The plots of what G makes and what D says of it. */
import type { Layer } from "../../views/layers.ts";

/** What the legend says beside each mark. */
interface Keys {
  readonly real: string;
  readonly generated: string;
  readonly realRug: string;
  readonly generatedRug: string;
  readonly data: string;
  readonly histogram: string;
  readonly density: string;
  readonly discriminator: string;
  readonly optimal: string;
  readonly field: (name: string, low: string, high: string) => string;
  readonly boundary: (level: string) => string;
  readonly optimalLines: string;
  readonly densityLines: string;
  readonly manifold: string;
  readonly pulls: (median: string) => string;
  readonly peak: (value: string) => string;
}

interface Words {
  readonly shown: string;
  readonly layers: Readonly<Record<Layer, string>>;
  /** Where a layer means something else in one dimension, or of scores. */
  readonly curve: string;
  readonly scoreBoundary: string;
  readonly keys: Keys;
  readonly density: string;
  readonly densityOf: (column: string) => string;
  readonly answer: string;
  readonly score: string;
  readonly hint: string;
  readonly hintImages: string;
  readonly ofRound: (names: string, round: string) => string;
  readonly asText: string;
  readonly round: (round: string) => string;
  readonly examples: (real: string, generated: string) => string;
  readonly span: (name: string, low: string, high: string) => string;
  readonly modesFound: (found: string, of: string) => string;
  readonly quantiles: string;
  readonly quantile: (percent: string) => string;
  readonly modes: (deviations: string) => string;
  readonly mode: string;
  readonly center: string;
  readonly near: string;
  readonly share: string;
  readonly real: string;
  readonly generated: string;
  readonly column: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly nearest: (which: string, values: string) => string;
  readonly generatedImages: (count: string) => string;
  readonly realImages: string;
  readonly image: (which: "generated" | "real", number: string) => string;
  readonly pixels: string;
  readonly mean: string;
  readonly deviation: string;
  readonly lowest: string;
  readonly highest: string;
  readonly all: string;
}

export const plot: { readonly en: Words; readonly ko: Words } = {
  en: {
    shown: "Show in the plot",
    layers: {
      real: "real examples",
      generated: "generated samples",
      dataDensity: "p_data",
      generatedDensity: "density p_g",
      discriminator: "D as a field",
      boundary: "line D = 1/2",
      optimal: "lines of D*",
      optimalField: "D* as a field",
      manifold: "lattice of z carried to x",
      pulls: "pull on each sample",
      arrows: "arrows z → x",
    },
    curve: "D",
    scoreBoundary: "line D = 0",
    keys: {
      real: "real",
      generated: "generated",
      realRug: "real x",
      generatedRug: "generated x",
      data: "p_data",
      histogram: "real, histogram",
      density: "p_g",
      discriminator: "D",
      optimal: "D*",
      field: (name, low, high) => `${name} from ${low} to ${high}`,
      boundary: (level) => `D = ${level}`,
      optimalLines: "D* = 1/4, 1/2, 3/4",
      densityLines: "p_g at 5, 25, 75 % of its peak",
      manifold: "G(lattice of z)",
      pulls: (median) => `pull, median length ${median}`,
      peak: (value) => `p_g up to ${value}`,
    },
    density: "density",
    densityOf: (column) => `density per unit of ${column}`,
    answer: "D(x)",
    score: "D(x), score",
    hint: "Point at the plot to read values, or focus it and use the arrow keys (with Shift: larger steps).",
    hintImages: "Point at an image to read its values, or focus the sheet and use the arrow keys.",
    ofRound: (names, round) => `${names} of round ${round}`,
    asText: "Values as text",
    round: (round) => `round ${round}`,
    examples: (real, generated) => `${real} real examples, ${generated} generated samples`,
    span: (name, low, high) => `${name} from ${low} to ${high}`,
    modesFound: (found, of) => `${found} of ${of} modes found`,
    quantiles: "Quantiles of the examples shown",
    quantile: (percent) => `${percent} %`,
    modes: (deviations) => `Generated samples within ${deviations} standard deviations of each mode`,
    mode: "mode",
    center: "center",
    near: "samples",
    share: "share",
    real: "real",
    generated: "generated",
    column: "column",
    horizontal: "Horizontal",
    vertical: "Vertical",
    nearest: (which, values) => `nearest ${which}: ${values}`,
    generatedImages: (count) => `Generated (${count})`,
    realImages: "Some real ones",
    image: (which, number) => `${which === "real" ? "Real" : "Generated"} image ${number}`,
    pixels: "Pixel values, from −1 (black) to 1 (white)",
    mean: "mean",
    deviation: "deviation",
    lowest: "lowest",
    highest: "highest",
    all: "all images shown",
  },
  ko: {
    shown: "그림에 표시할 것",
    layers: {
      real: "실제 표본",
      generated: "생성된 표본",
      dataDensity: "p_data",
      generatedDensity: "밀도 p_g",
      discriminator: "D의 값을 색으로",
      boundary: "D = 1/2인 선",
      optimal: "D*의 등고선",
      optimalField: "D*의 값을 색으로",
      manifold: "z의 격자를 x로 옮긴 모습",
      pulls: "각 표본을 당기는 방향",
      arrows: "화살표 z → x",
    },
    curve: "D",
    scoreBoundary: "D = 0인 선",
    keys: {
      real: "실제",
      generated: "생성",
      realRug: "실제 x",
      generatedRug: "생성된 x",
      data: "p_data",
      histogram: "실제 표본의 히스토그램",
      density: "p_g",
      discriminator: "D",
      optimal: "D*",
      field: (name, low, high) => `${name}: ${low} ~ ${high}`,
      boundary: (level) => `D = ${level}`,
      optimalLines: "D* = 1/4, 1/2, 3/4",
      densityLines: "p_g: 최댓값의 5, 25, 75 %",
      manifold: "G(z의 격자)",
      pulls: (median) => `당기는 방향, 길이의 중앙값 ${median}`,
      peak: (value) => `p_g의 최댓값 ${value}`,
    },
    density: "밀도",
    densityOf: (column) => `밀도 (${column}의 단위당)`,
    answer: "D(x)",
    score: "D(x), 점수",
    hint: "그림을 가리키면 그 자리의 값이 나옵니다. 그림에 초점을 두고 화살표 키로 옮길 수도 있습니다(Shift: 큰 걸음).",
    hintImages: "이미지를 가리키면 그 값이 나옵니다. 초점을 두고 화살표 키로 옮길 수도 있습니다.",
    ofRound: (names, round) => `${names}: 라운드 ${round}의 값`,
    asText: "값을 글로 보기",
    round: (round) => `라운드 ${round}`,
    examples: (real, generated) => `실제 표본 ${real}개, 생성된 표본 ${generated}개`,
    span: (name, low, high) => `${name}: ${low} ~ ${high}`,
    modesFound: (found, of) => `모드 ${of}개 중 ${found}개를 찾음`,
    quantiles: "표시된 표본의 분위수",
    quantile: (percent) => `${percent} %`,
    modes: (deviations) => `각 모드에서 표준편차의 ${deviations}배 안에 있는 생성된 표본`,
    mode: "모드",
    center: "중심",
    near: "표본 수",
    share: "비율",
    real: "실제",
    generated: "생성",
    column: "열",
    horizontal: "가로축",
    vertical: "세로축",
    nearest: (which, values) => `가장 가까운 ${which} 표본: ${values}`,
    generatedImages: (count) => `생성된 이미지 (${count})`,
    realImages: "실제 이미지 일부",
    image: (which, number) => `${which === "real" ? "실제" : "생성된"} 이미지 ${number}`,
    pixels: "화소 값: −1(검정)에서 1(흰색)까지",
    mean: "평균",
    deviation: "표준편차",
    lowest: "최소",
    highest: "최대",
    all: "표시된 모든 이미지",
  },
};
