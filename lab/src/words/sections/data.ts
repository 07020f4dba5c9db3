/** The built-in distributions, as a reader meets them. */
interface Words {
  readonly names: Readonly<Record<string, string>>;
  readonly about: Readonly<Record<string, string>>;
}

export const dataWords: { readonly en: Words; readonly ko: Words } = {
  en: {
    names: {
      normal: "one normal",
      "two-normals": "two normals",
      uniform: "uniform",
      ring: "ring of 8",
      grid: "grid of 25",
      line: "line",
      blobs: "three discs",
      "swiss-roll": "swiss roll",
      moons: "two moons",
      glyphs: "glyphs 28×28",
    },
    about: {
      normal: "N(1, 0.5²)",
      "two-normals": "half N(−1.5, 0.5²), half N(1.5, 0.5²)",
      uniform: "uniform on [−1, 1]",
      ring: "8 normals on the unit circle, deviation 0.01",
      grid: "25 normals on {−4, −2, 0, 2, 4}², deviation 0.05",
      line: "the diagonal from (−1, −1) to (1, 1), noise 0.05",
      blobs: "uniform on three discs of radius 0.25 that do not touch",
      "swiss-roll": "a spiral of one and a half turns, noise 0.033",
      moons: "two interleaving half circles, noise 0.05",
      glyphs:
        "the ten digits, drawn with random slant, place, size, thickness and noise; chosen here, a small perceptron plays",
    },
  },
  ko: {
    names: {
      normal: "정규분포 하나",
      "two-normals": "정규분포 둘",
      uniform: "균등분포",
      ring: "고리 위의 8개",
      grid: "격자 위의 25개",
      line: "선",
      blobs: "원판 셋",
      "swiss-roll": "스위스 롤",
      moons: "두 반달",
      glyphs: "숫자 그림 28×28",
    },
    about: {
      normal: "N(1, 0.5²)",
      "two-normals": "절반은 N(−1.5, 0.5²), 절반은 N(1.5, 0.5²)",
      uniform: "[−1, 1] 위의 균등분포",
      ring: "단위원 위의 정규분포 8개, 표준편차 0.01",
      grid: "{−4, −2, 0, 2, 4}² 위의 정규분포 25개, 표준편차 0.05",
      line: "(−1, −1)에서 (1, 1)까지의 대각선, 잡음 0.05",
      blobs: "서로 닿지 않는 반지름 0.25 원판 셋 위의 균등분포",
      "swiss-roll": "한 바퀴 반의 나선, 잡음 0.033",
      moons: "엇갈린 반원 둘, 잡음 0.05",
      glyphs: "기울기, 위치, 크기, 굵기와 잡음을 무작위로 그린 열 숫자. 여기서 고르면 작은 퍼셉트론을 씁니다",
    },
  },
};
