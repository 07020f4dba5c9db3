/** Algorithm 1 of Goodfellow et al. 2014, line by line, and the phases that slow motion shows. */
export type Phase =
  | "noise-D"
  | "generate-D"
  | "examples-D"
  | "judge-D"
  | "value-D"
  | "gradient-D"
  | "update-D"
  | "noise-G"
  | "examples-G"
  | "generate-G"
  | "judge-G"
  | "gradient-G"
  | "update-G";

/** Lines of the algorithm as printed. */
export type AlgorithmLine =
  | "outer"
  | "inner"
  | "noiseD"
  | "examples"
  | "ascend"
  | "innerEnd"
  | "noiseG"
  | "descend"
  | "outerEnd";

interface Words {
  readonly lines: Readonly<Record<AlgorithmLine, string>>;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly status: (round: number, k: number, of: number) => string;
  readonly idle: string;
  readonly minibatch: (m: number) => string;
  readonly simultaneous: string;
  readonly source: string;
}

export const algorithm: { readonly en: Words; readonly ko: Words } = {
  en: {
    lines: {
      outer: "for number of training iterations do",
      inner: "for k steps do",
      noiseD: "Sample minibatch of m noise samples z⁽¹⁾, …, z⁽ᵐ⁾ from noise prior p_g(z).",
      examples: "Sample minibatch of m examples x⁽¹⁾, …, x⁽ᵐ⁾ from data generating distribution p_data(x).",
      ascend:
        "Update the discriminator by ascending its stochastic gradient: ∇θ_d 1/m Σ [log D(x⁽ⁱ⁾) + log(1 − D(G(z⁽ⁱ⁾)))]",
      innerEnd: "end for",
      noiseG: "Sample minibatch of m noise samples z⁽¹⁾, …, z⁽ᵐ⁾ from noise prior p_g(z).",
      descend: "Update the generator by descending its stochastic gradient: ∇θ_g 1/m Σ log(1 − D(G(z⁽ⁱ⁾)))",
      outerEnd: "end for",
    },
    phases: {
      "noise-D": "Noise z is drawn from the prior.",
      "generate-D": "G turns each z into an example G(z). G is frozen in this step.",
      "examples-D": "Real examples x are drawn from the data.",
      "judge-D": "D answers on both: how likely is each one real?",
      "value-D": "V(D, G) is the mean of log D(x) plus that of log(1 − D(G(z))).",
      "gradient-D": "The gradient goes back through D and stops at the red line before G.",
      "update-D": "D moves uphill on V.",
      "noise-G": "Fresh noise z is drawn from the prior.",
      "examples-G": "This loss compares with real examples x, so they are drawn too.",
      "generate-G": "G turns each z into an example G(z).",
      "judge-G": "D answers on them. D is frozen in this step.",
      "gradient-G": "The gradient of G's loss goes back through D, which stays as it is, and into G.",
      "update-G": "G moves downhill on its loss.",
    },
    status: (round, k, of) => `Round ${round}, k = ${k} of ${of}`,
    idle: "Slow motion, or the next phase, shows the line that is running.",
    minibatch: (m) => `m = ${m} examples of each kind`,
    simultaneous: "Simultaneous updates: both gradients are taken from one batch of noise before either player moves.",
    source: "Algorithm 1, Goodfellow et al. 2014",
  },
  ko: {
    lines: {
      outer: "학습 반복 횟수만큼 반복",
      inner: "k번 반복",
      noiseD: "잡음 사전 분포 p_g(z)에서 미니배치 z⁽¹⁾, …, z⁽ᵐ⁾을 뽑는다.",
      examples: "데이터 분포 p_data(x)에서 미니배치 x⁽¹⁾, …, x⁽ᵐ⁾을 뽑는다.",
      ascend: "확률적 기울기를 따라 올라가도록 판별자를 갱신한다: ∇θ_d 1/m Σ [log D(x⁽ⁱ⁾) + log(1 − D(G(z⁽ⁱ⁾)))]",
      innerEnd: "반복 끝",
      noiseG: "잡음 사전 분포 p_g(z)에서 미니배치 z⁽¹⁾, …, z⁽ᵐ⁾을 뽑는다.",
      descend: "확률적 기울기를 따라 내려가도록 생성자를 갱신한다: ∇θ_g 1/m Σ log(1 − D(G(z⁽ⁱ⁾)))",
      outerEnd: "반복 끝",
    },
    phases: {
      "noise-D": "사전 분포에서 잡음 z를 뽑습니다.",
      "generate-D": "G가 각 z를 표본 G(z)로 바꿉니다. 이 단계에서 G는 고정입니다.",
      "examples-D": "데이터에서 실제 표본 x를 뽑습니다.",
      "judge-D": "D가 양쪽에 대해 답합니다. 각각이 실제일 확률은 얼마인가?",
      "value-D": "V(D, G)는 log D(x)의 평균과 log(1 − D(G(z)))의 평균을 더한 값입니다.",
      "gradient-D": "기울기는 D를 거슬러 올라가다가 G 앞의 빨간 선에서 멈춥니다.",
      "update-D": "D가 V를 높이는 쪽으로 움직입니다.",
      "noise-G": "사전 분포에서 새 잡음 z를 뽑습니다.",
      "examples-G": "이 손실은 실제 표본과 비교하므로 x도 뽑습니다.",
      "generate-G": "G가 각 z를 표본 G(z)로 바꿉니다.",
      "judge-G": "D가 그에 대해 답합니다. 이 단계에서 D는 고정입니다.",
      "gradient-G": "G의 손실의 기울기는 그대로 있는 D를 지나 G 안으로 들어갑니다.",
      "update-G": "G가 손실을 낮추는 쪽으로 움직입니다.",
    },
    status: (round, k, of) => `라운드 ${round}, k = ${k} / ${of}`,
    idle: "느린 동작이나 다음 국면 단추를 쓰면 실행 중인 줄을 보여 줍니다.",
    minibatch: (m) => `m = 종류마다 표본 ${m}개`,
    simultaneous: "동시 갱신: 어느 선수도 움직이기 전에 같은 잡음으로 두 기울기를 모두 구합니다.",
    source: "알고리즘 1, Goodfellow 등 2014",
  },
};
