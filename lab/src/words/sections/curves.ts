/** The charts of what was measured over the rounds. */
export type ChartKey = "losses" | "value" | "jsd" | "answers" | "bothNorms" | "norms" | "modes" | "distance" | "energy";

interface ChartWords {
  readonly title: string;
  readonly unit: string;
  /** What the lines mean, in a sentence. */
  readonly meaning: string;
}

interface Words {
  readonly charts: Readonly<Record<ChartKey, ChartWords>>;
  /** D's answers where they are scores, not probabilities. */
  readonly scores: ChartWords;
  readonly lines: {
    readonly d: string;
    readonly g: string;
    readonly value: string;
    readonly jsd: string;
    readonly onReal: string;
    readonly onGenerated: string;
    readonly minimax: string;
    readonly nonSaturating: string;
    readonly modes: string;
    readonly distance: string;
    readonly generated: string;
    readonly real: string;
  };
  readonly marks: {
    readonly equilibriumValue: string;
    readonly equal: string;
    readonly disjoint: string;
    readonly half: string;
    readonly all: (count: number) => string;
  };
  readonly second: (label: string) => string;
  readonly round: string;
  readonly empty: string;
  readonly lastValues: string;
  readonly plusMinus: string;
  readonly summary: (title: string, unit: string, round: string, values: string) => string;
}

export const curves: { readonly en: Words; readonly ko: Words } = {
  en: {
    charts: {
      losses: {
        title: "Losses",
        unit: "what each player minimises",
        meaning: "They need not fall: when one player improves, the other's loss rises.",
      },
      value: {
        title: "V(D, G)",
        unit: "nats",
        meaning: "D raises it, G lowers it. At equilibrium it is −log 4 ≈ −1.386.",
      },
      jsd: {
        title: "JSD(p_data ‖ p_g)",
        unit: "nats",
        meaning:
          "How far the distributions are apart: 0 if equal, log 2 if they do not overlap. The band is its error.",
      },
      answers: {
        title: "Mean of D",
        unit: "probability",
        meaning: "How real D finds both kinds of examples. At equilibrium it cannot tell: both are 1/2.",
      },
      bothNorms: {
        title: "‖∇‖ of G under both losses",
        unit: "same state, log scale",
        meaning: "Where D is sure of itself, the minimax gradient vanishes and the non-saturating one does not.",
      },
      norms: {
        title: "‖∇‖ of each player",
        unit: "log scale",
        meaning: "Length of the gradient that each player's step was made with.",
      },
      modes: {
        title: "Modes found",
        unit: "modes",
        meaning: "Modes of the data with at least one generated example close by.",
      },
      distance: {
        title: "max |D − D*|",
        unit: "probability",
        meaning: "How far D is from the optimal discriminator for the G of this round.",
      },
      energy: {
        title: "Energy distance to the data",
        unit: "distance",
        meaning: "Of generated examples, and of other real ones: G cannot be expected to come below those.",
      },
    },
    scores: {
      title: "Mean of D",
      unit: "score",
      meaning: "D's scores have no fixed scale: what counts is how far apart the two lines are.",
    },
    lines: {
      d: "D",
      g: "G",
      value: "V",
      jsd: "JSD",
      onReal: "on real x",
      onGenerated: "on G(z)",
      minimax: "minimax",
      nonSaturating: "non-saturating",
      modes: "found",
      distance: "max |D − D*|",
      generated: "generated",
      real: "real",
    },
    marks: {
      equilibriumValue: "−log 4",
      equal: "0",
      disjoint: "log 2",
      half: "1/2",
      all: (count) => `all ${count}`,
    },
    second: (label) => `${label}, second`,
    round: "round",
    empty: "The curves begin with the first step: press Play.",
    lastValues: "Last 20 values",
    plusMinus: "±",
    summary: (title, unit, round, values) => `${title} (${unit}) over the rounds. At round ${round}: ${values}.`,
  },
  ko: {
    charts: {
      losses: {
        title: "손실",
        unit: "각 선수가 최소화하는 값",
        meaning: "반드시 줄어들지는 않습니다. 한쪽이 나아지면 다른 쪽의 손실이 커집니다.",
      },
      value: {
        title: "V(D, G)",
        unit: "nat",
        meaning: "D는 올리고 G는 내립니다. 평형에서는 −log 4 ≈ −1.386입니다.",
      },
      jsd: {
        title: "JSD(p_data ‖ p_g)",
        unit: "nat",
        meaning: "두 분포가 얼마나 다른지 나타냅니다. 같으면 0, 겹치지 않으면 log 2입니다. 띠는 오차입니다.",
      },
      answers: {
        title: "D의 평균",
        unit: "확률",
        meaning: "D가 두 종류의 표본을 얼마나 실제로 보는지 나타냅니다. 평형에서는 구별하지 못해 둘 다 1/2입니다.",
      },
      bothNorms: {
        title: "두 손실에서 G의 ‖∇‖",
        unit: "같은 상태, 로그 눈금",
        meaning: "D가 확신하는 곳에서 미니맥스 손실의 기울기는 사라지고, 비포화 손실의 기울기는 남습니다.",
      },
      norms: {
        title: "각 선수의 ‖∇‖",
        unit: "로그 눈금",
        meaning: "각 선수가 단계를 밟을 때 쓴 기울기의 길이입니다.",
      },
      modes: {
        title: "찾은 모드",
        unit: "개",
        meaning: "가까이에 생성된 표본이 하나 이상 있는 데이터의 모드 수입니다.",
      },
      distance: {
        title: "max |D − D*|",
        unit: "확률",
        meaning: "이 라운드의 G에 대한 최적 판별자 D*와 D의 차이입니다.",
      },
      energy: {
        title: "데이터까지의 에너지 거리",
        unit: "거리",
        meaning: "생성된 표본과, 비교를 위한 다른 실제 표본의 거리입니다. G가 실제 표본보다 가까울 수는 없습니다.",
      },
    },
    scores: {
      title: "D의 평균",
      unit: "점수",
      meaning: "D의 점수에는 정해진 눈금이 없습니다. 두 선이 얼마나 떨어져 있는지가 중요합니다.",
    },
    lines: {
      d: "D",
      g: "G",
      value: "V",
      jsd: "JSD",
      onReal: "실제 x",
      onGenerated: "G(z)",
      minimax: "미니맥스",
      nonSaturating: "비포화",
      modes: "찾은 수",
      distance: "max |D − D*|",
      generated: "생성",
      real: "실제",
    },
    marks: {
      equilibriumValue: "−log 4",
      equal: "0",
      disjoint: "log 2",
      half: "1/2",
      all: (count) => `전체 ${count}`,
    },
    second: (label) => `${label}, 둘째`,
    round: "라운드",
    empty: "곡선은 첫 단계부터 그려집니다. 재생을 누르십시오.",
    lastValues: "마지막 값 20개",
    plusMinus: "±",
    summary: (title, unit, round, values) => `라운드에 따른 ${title} (${unit}). 라운드 ${round}: ${values}.`,
  },
};
