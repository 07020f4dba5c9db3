/** Both networks with what flows through them. */
interface Words {
  readonly step: string;
  readonly steps: { readonly D: string; readonly G: string };
  readonly G: string;
  readonly D: string;
  readonly frozen: string;
  readonly passes: string;
  readonly stops: string;
  readonly real: string;
  readonly units: (count: number) => string;
  readonly perCell: (count: string) => string;
  readonly parameters: (count: string) => string;
  readonly gradient: string;
  readonly scroll: string;
  readonly waiting: string;
  readonly legend: {
    readonly negative: string;
    readonly positive: string;
    readonly activation: string;
    readonly gradient: string;
    readonly forward: string;
    readonly back: string;
    readonly line: string;
    readonly pooled: string;
    readonly onGenerated: string;
  };
  readonly picture: (generator: string, discriminator: string) => string;
  readonly gradientsFrom: (values: string) => string;
  readonly table: string;
  readonly columns: {
    readonly player: string;
    readonly layer: string;
    readonly output: string;
    readonly parameters: string;
    readonly activation: string;
    readonly gradient: string;
  };
  readonly none: string;
}

export const networks: { readonly en: Words; readonly ko: Words } = {
  en: {
    step: "Show the gradients of",
    steps: { D: "D's step", G: "G's step" },
    G: "G, generator",
    D: "D, discriminator",
    frozen: "frozen in this step",
    passes: "frozen: the gradient passes through",
    stops: "gradient stops here: G is frozen",
    real: "real x",
    units: (count) => `${count.toLocaleString("en-US")} ${count === 1 ? "unit" : "units"}`,
    perCell: (count) => `${count} per cell`,
    parameters: (count) => `${count} parameters`,
    gradient: "|∇|",
    scroll: "Picture of both networks; it scrolls sideways",
    waiting: "Activations and gradients appear with the next step.",
    legend: {
      negative: "negative",
      positive: "positive",
      activation: "activation of a unit, mean over the minibatch; the scale is each layer's own",
      gradient: "mean |∂loss/∂unit| of an example: from 10⁻⁶ (no bar) to 1 (full), log scale, the same for all layers",
      forward: "activations flow forward",
      back: "gradients flow back",
      line: "no gradient crosses this line",
      pooled: "Layers with more than 32 units are drawn in 32 cells, each the mean of its neighbours.",
      onGenerated: "D's layers are shown as G(z) goes through them.",
    },
    picture: (generator, discriminator) =>
      `z goes through G (${generator}) to G(z), then through D (${discriminator}) to D(G(z)). Real x enters at D.`,
    gradientsFrom: (values) => `Mean gradient size, from D's output back: ${values}.`,
    table: "Layers as a table",
    columns: {
      player: "player",
      layer: "layer",
      output: "output",
      parameters: "parameters",
      activation: "mean activation",
      gradient: "mean |gradient|",
    },
    none: "none",
  },
  ko: {
    step: "기울기를 볼 단계",
    steps: { D: "D의 단계", G: "G의 단계" },
    G: "G, 생성자",
    D: "D, 판별자",
    frozen: "이 단계에서 고정",
    passes: "고정: 기울기는 통과합니다",
    stops: "기울기가 여기서 멈춤: G는 고정",
    real: "실제 x",
    units: (count) => `유닛 ${count.toLocaleString("en-US")}개`,
    perCell: (count) => `칸마다 ${count}개`,
    parameters: (count) => `매개변수 ${count}개`,
    gradient: "|∇|",
    scroll: "두 신경망의 그림, 옆으로 움직일 수 있습니다",
    waiting: "활성값과 기울기는 다음 단계부터 나타납니다.",
    legend: {
      negative: "음수",
      positive: "양수",
      activation: "유닛의 활성값(미니배치 평균). 눈금은 층마다 다릅니다",
      gradient: "표본 하나의 평균 |∂손실/∂유닛|: 10⁻⁶(막대 없음)부터 1(가득)까지의 로그 눈금, 모든 층에 공통",
      forward: "활성값은 앞으로 흐릅니다",
      back: "기울기는 뒤로 흐릅니다",
      line: "이 선을 넘는 기울기는 없습니다",
      pooled: "유닛이 32개보다 많은 층은 32칸으로 그리며, 각 칸은 이웃한 유닛의 평균입니다.",
      onGenerated: "D의 층은 G(z)가 지나갈 때의 모습입니다.",
    },
    picture: (generator, discriminator) =>
      `z가 G(${generator})를 지나 G(z)가 되고, D(${discriminator})를 지나 D(G(z))가 됩니다. 실제 x는 D로 들어갑니다.`,
    gradientsFrom: (values) => `D의 출력에서 거꾸로 본 평균 기울기 크기: ${values}.`,
    table: "층을 표로 보기",
    columns: {
      player: "선수",
      layer: "층",
      output: "출력",
      parameters: "매개변수",
      activation: "평균 활성값",
      gradient: "평균 |기울기|",
    },
    none: "없음",
  },
};
