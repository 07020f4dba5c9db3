/** The texts of an exported page in Korean, with the terms of the lab. */
import type { Words } from "./words.ts";

export const ko: Words = {
  language: "언어",
  intro: (name, steps, prior, makes) =>
    `${name} 데이터로 ${steps}단계 동안 학습한 생성자가 잡음 z ~ ${prior}에서 ${makes} 만듭니다. 네트워크 없이 이 페이지 안에서 실행되며, 아무것도 내려받거나 보내지 않습니다.`,
  images: (channels, width, height) =>
    `${width}×${height}픽셀의 ${channels === 4 ? "투명도가 있는" : channels === 3 ? "컬러" : "회색조"} 이미지를`,
  rowsOf: (columns) => `열 ${columns}개로 된 행을`,
  numbers: "수를",
  points: "점을",
  draw: "새 표본 뽑기",
  seed: "시드",
  class: "클래스",
  rows: "행 수",
  save: (format) => `${format}로 저장`,
  scripts: "이 페이지는 스크립트로 표본을 뽑습니다. 스크립트를 실행하는 2023년 이후의 브라우저에서 여세요.",
  sameSeed: "같은 시드는 여기서나 <code>saddlepoint sample --seed</code>에서나 같은 표본을 뽑습니다.",
  sameSeedHere:
    "같은 시드는 같은 표본을 뽑습니다. 어떤 표본을 뽑을지는 이 페이지가 고르며, <code>saddlepoint sample</code>은 다르게 고릅니다.",
  colours: "파란색은 실제 표본, 주황색은 생성된 표본입니다.",
  footer: (version, call) =>
    `saddlepoint로 만들었습니다. 생성자는 이 파일에 들어 있는 ONNX Runtime Web ${version}(Microsoft, MIT 라이선스)으로 계산합니다. 콘솔에서 쓰려면: <code>${call}</code>`,
  across: "가로축",
  up: "세로축",
  firstRows: "처음 몇 행",
  columns: "열",
  columnsHint:
    '값을 고르면 모든 행이 그 값을 갖습니다. 열은 몇 개든 고를 수 있습니다. 생성자는 한 열만 주어진 채로 학습했으므로, 여러 열을 고르면 그 값들은 모두 지켜지지만 함께 나오는 다른 값은 <code>saddlepoint sample --where</code>의 결과가 더 정확합니다. 이 명령은 가장 드문 값을 조건으로 주고, 나머지 조건이 맞을 때까지 행을 뽑습니다. 아무것도 고르지 않으면 행은 데이터의 비율을 따릅니다. <span class="key">막대</span>는 뽑은 행이고, 가는 선은 학습 데이터 전체입니다.',
  rules:
    "규칙에 따라 다른 열에서 정해지는 열은 행마다 다시 만듭니다. 다른 규칙을 어기는 행을 <code>saddlepoint sample</code>은 다시 뽑지만, 이 페이지는 그대로 둡니다.",
  clear: "고른 값 모두 지우기",
  fromTo: "한 표본에서 다른 표본으로",
  marks: "표본 두 개에 A와 B가 표시되어 있습니다. 다른 표본을 고르면 그 표본이 B가 되고, B였던 표본은 A가 됩니다.",
  way: "A에서 B로",
  single: "z의 수를 하나씩 바꾸기",
  chart: "표본 그래프",
  between: "A와 B 사이에서 지금 위치의 표본",

  lacks: (what) =>
    `이 브라우저에는 생성자에 필요한 기능이 없습니다: ${what}. 2023년 이후의 브라우저에는 모두 있으니, 업데이트하거나 다른 브라우저를 사용하세요.`,
  unpacking: "생성자를 준비하고 있습니다 …",
  drawing: "뽑고 있습니다 …",
  drawn: (count, unit, seed, seconds) =>
    `시드 ${seed}에서 ${unit === "rows" ? "행" : "표본"} ${count}개를 ${seconds}초 만에 뽑았습니다.`,
  seedExpected: "시드는 0 이상 4,294,967,295 이하의 정수여야 합니다.",
  rowsExpected: (most) => `행 수는 1 이상 ${most} 이하의 정수여야 합니다.`,
  failed: (reason) => `오류가 발생하여 여기서 생성자를 실행할 수 없습니다. 이유: ${reason}`,
  noPng: "이 브라우저는 PNG를 저장하지 못합니다.",
  asData: "데이터의 비율대로",
  each: (of) => (of === "labels" ? "클래스마다 하나" : "군집마다 하나"),
  cluster: (number) => `군집 ${number}`,
  sample: (number, name, end) => `표본 ${number}${name === undefined ? "" : `, ${name}`}${end && `, 끝 ${end}`}`,
  density: "밀도",
  any: "모두",
  empty: "(빈 글)",
  noValue: "값 없음",
  range: (from, to) => `${from} ~ ${to}`,
  andOthers: (some, more) => `${some} 외 ${more}개`,
  others: (count) => `그 밖의 ${count}개`,
  percent: (figure) => `${figure}%`,
  shares: (name, drawn, data) => `${name}: 뽑은 행의 ${drawn}, 데이터의 ${data}`,
  histogram: (name, from, to) => `${name}의 히스토그램, ${from}부터 ${to}까지`,
  gaps: (drawn, data) => `값 없음: ${drawn} (데이터: ${data})`,
};
