/** The guided tour. Section, equation and figure numbers are those of Goodfellow et al. 2014; what is measured, at the step's state. */
import type { TourId } from "../../tour/steps.ts";

interface TourText {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Where to look, and what is to be seen there. */
  readonly look: string;
  readonly formula?: string;
}

interface Words {
  readonly heading: string;
  readonly progress: (at: number, of: number) => string;
  readonly previous: string;
  readonly next: string;
  readonly again: string;
  readonly leave: string;
  readonly list: string;
  readonly look: string;
  readonly steps: Readonly<Record<TourId, TourText>>;
}

export const tour: { readonly en: Words; readonly ko: Words } = {
  en: {
    heading: "Guided tour",
    progress: (at, of) => `${at} of ${of}`,
    previous: "Previous",
    next: "Next",
    again: "Set up again",
    leave: "Leave the tour",
    list: "All steps",
    look: "Look:",
    steps: {
      "d-step": {
        title: "What D learns",
        paragraphs: [
          "The discriminator D gets an example and answers how likely it is to be real: D(x) lies between 0 and 1. It should be high on real x and low on what the generator makes, G(z). Equation 1 puts both wishes into one number, the value V(D, G).",
          "In a D step G is frozen: it makes examples, but no gradient reaches it. D takes a minibatch of real and one of generated examples and moves up the gradient of V: gradient ascent.",
          "D has just made 100 such steps, G none. At first D answered about 1/2 everywhere, so V was about −log 4 ≈ −1.386. Now V is about −0.12, and 0 is the most that any D could ever have.",
        ],
        formula: "max over D:  V(D, G) = E[log D(x)] + E[log(1 − D(G(z)))]\nwith x ~ p_data, z ~ p_z",
        look: "in the plot D is near 1 under both humps of p_data and near 0 in the middle, where p_g is; the counter of G steps still says 0.",
      },
      "g-step": {
        title: "What G learns",
        paragraphs: [
          "Now the roles change. In a G step D is frozen, and only the second term of V depends on G. G goes down its gradient, which comes from V back through D, so D shows G the way: every G(z) is pulled to where D is higher.",
          "After the same 100 D steps as before, G has made 30 steps. Its samples have flowed out of the middle to both sides: their standard deviation grew from 0.20 to 1.0, and JSD(p_data ‖ p_g) fell from 0.64 to 0.15.",
          "D has not moved meanwhile, so its answers are out of date: on average they are 0.31 away from the best ones; it was 0.02 before. That is why the players take turns.",
        ],
        formula: "min over G:  E[log(1 − D(G(z)))]\nwith z ~ p_z",
        look: "in the plot p_g has spread out to the humps, and D is the same curve as in the step before; the arrows z → x beneath fan out.",
      },
      "other-loss": {
        title: "Why another loss early on",
        paragraphs: [
          "Early in a run G is poor and D tells its samples from the data with confidence: here D(x) is 0.996 and D(G(z)) is 0.002. Exactly there log(1 − D(G(z))) is flat: it saturates, and G gets almost no gradient. Section 3 therefore lets G maximise log D(G(z)) instead, which is steep there.",
          "Both sides began alike and made 150 D steps, then 20 G steps. At the first side's state, G's gradient has length 0.011 under log(1 − D(G(z))) and 5.5 under −log D(G(z)): 500 times as much.",
          "So the first G (minimax) still stands where it began, while the second (non-saturating) has moved its samples from 0 to about 0.38. For a single sample both losses pull the same way, up on D, and section 3 notes that the fixed point is the same; they differ in strength.",
          "G takes plain gradient steps here. Adam divides the gradient by its own recent size, which would hide how short it is.",
        ],
        formula: "minimax: G minimises log(1 − D(G(z)))\nnon-saturating: G minimises −log D(G(z))",
        look: "compare the two plots: the spike p_g of the first stands in the gap, that of the second has left it; the curves show both gradient lengths on a logarithmic scale.",
      },
      algorithm: {
        title: "Algorithm 1: taking turns",
        paragraphs: [
          "Algorithm 1 puts both steps together. A round is k steps of D and then one of G, each on a fresh minibatch of m noise samples z, and for D also of m real examples x. Rounds follow each other until equilibrium.",
          "To train D to its optimum in every round would be costly and, on a finite data set, would overfit (section 3). A few steps keep D near its optimum as long as G changes slowly. The paper's experiments used k = 1, the least expensive; here k = 2.",
          "Ten rounds have been played: 20 D steps and 10 G steps.",
        ],
        look: "press “Next phase” several times, or “Slow motion”: the line that is running is marked, and the gradient goes through the networks as far as the red line in a D step, and all the way into G in a G step.",
      },
      "figure-a": {
        title: "Figure 1 (a): D is partly right",
        paragraphs: [
          "Figure 1 of the paper shows four moments of one game, and so do this step, the next two and the last but one. Below, arrows carry z to x = G(z): where they crowd together p_g is high, where they spread it is low.",
          "(a) p_g already resembles p_data, but it is too narrow and too far to the left: its mean is 0.72 instead of 1, its standard deviation 0.26 instead of 0.5. JSD is 0.19.",
          "D, after 200 rounds, is right in part: it is low where p_g towers over p_data, and rises to where only data are. But it rises too gently: p_g ends near x = 1.1, and the best D would leap there. On average it is 0.11 away from the best answers.",
        ],
        look: "in the plot compare the curve D with D*: left and right of the edge of p_g they agree on which is likelier, but D passes through it in a slope where D* leaps.",
      },
      "figure-b": {
        title: "Figure 1 (b): D becomes D*",
        paragraphs: [
          "G is frozen and D is trained until its loss no longer falls. Proposition 1 says where that leads: for every x, D balances a·log D against b·log(1 − D) with a = p_data(x) and b = p_g(x), and the best balance is a / (a + b).",
          "So D* is a statement about the two densities alone: above 1/2 where the data are denser, below 1/2 where G's samples are, and exactly 1/2 where both are equal.",
          "In this lab p_data and p_g are known, so D* can be computed and D held against it. The mean distance |D − D*| fell from 0.11 to 0.02. What is left lies where examples are rare: D learns nothing of places that it never sees.",
        ],
        formula: "D*(x) = p_data(x) / (p_data(x) + p_g(x))",
        look: "in the plot D now lies close to D* wherever examples are frequent, leap included, and passes 1/2 where the curves p_data and p_g cross.",
      },
      "figure-c": {
        title: "Figure 1 (c): G follows D's gradient",
        paragraphs: [
          "Now D is frozen, and G makes 40 steps. D is lowest near x = 0.95, where p_g towered over p_data, and rises to both sides; so G(z) flows away to both sides.",
          "The mean of p_g moved from 0.72 to 0.78 and its standard deviation from 0.26 to 0.52. JSD fell from 0.19 to 0.04.",
          "G must not go on like this for long: nothing but D's answer could hold it back, and that answer is getting old. Section 6 warns of the “Helvetica scenario”: trained too long against the same D, G may send too many z to the same x.",
        ],
        look: "in the plot p_g has become as wide as p_data and covers most of it, the arrows have moved with it, and D no longer lies on D*.",
      },
      criterion: {
        title: "What G minimises when D is at its best",
        paragraphs: [
          "Put D* into V and only G is left: C(G) = max over D of V(D, G), equation 4. Theorem 1: C(G) is −log 4 plus twice the Jensen–Shannon divergence of p_data and p_g. It is least, −log 4 ≈ −1.386, if and only if p_g = p_data.",
          "Here G has moved a little from its start, was then frozen, and D was trained to convergence. JSD, measured from the densities without D, is 0.246, so C(G) = −1.386 + 2 · 0.246 = −0.894.",
          "V, measured by D on minibatches, should therefore be near −0.89. It is −0.87 on the last one; from one minibatch to the next it varies by about 0.05.",
        ],
        formula: "C(G) = −log 4 + 2 · JSD(p_data ‖ p_g)",
        look: "in the curves the last value of V lies above the line −log 4 by about 0.5, which is twice the last value of JSD.",
      },
      kl: {
        title: "Why not the Kullback–Leibler divergence",
        paragraphs: [
          "KL(p ‖ q) = E_p[log p − log q] asks how surprising examples from p are to q. It is not symmetric, and it is infinite as soon as p makes something that q never does.",
          "Here p_data is uniform on [−1, 1], and an untrained G with uniform z reaches only from −0.21 to 0.21. KL(p_data ‖ p_g) is infinite: most of the data are impossible to G. The other way round, KL(p_g ‖ p_data) = 1.57, because all that G makes could be real.",
          "JSD compares each of the two with their mean, which is never 0 where one of them is not. So JSD is symmetric, always finite, at most log 2 ≈ 0.693, and 0 only if both are equal. Here it is 0.41.",
          "The bound has a price: if two distributions do not overlap, JSD is log 2 however far apart they are, and then it does not say where to go. It is the flat spot of step 3.",
        ],
        formula: "JSD(p ‖ q) = ½ KL(p ‖ (p + q)/2) + ½ KL(q ‖ (p + q)/2) ≤ log 2",
        look: "in the plot p_g is a narrow tower inside the wide box of p_data; press play: JSD stays finite all the time, while KL(p_data ‖ p_g) is infinite as long as p_g leaves out any part of the box, and KL(p_g ‖ p_data) as soon as p_g reaches out of it.",
      },
      "figure-d": {
        title: "Figure 1 (d): D = 1/2",
        paragraphs: [
          "The game of figure 1, played on for 2,000 rounds. Proposition 2: if both have enough capacity, D reaches its optimum in every round, and p_g is improved in each, then p_g converges to p_data. Real networks keep to this only roughly, so it is measured.",
          "JSD has fallen from 0.24 at the start to 0.0009. D answers 0.50 on real and 0.50 on generated examples, and V is −1.38, next to −log 4 ≈ −1.386. Where p_g = p_data, D* is 1/2 everywhere, and D has no slope left that could move G.",
          "D = 1/2 alone proves nothing: a D that has learned nothing says so too. Equilibrium is where D answers 1/2 and JSD is 0 as well.",
        ],
        formula: "p_g = p_data,  D(x) = 1/2,  V = −log 4",
        look: "in the plot p_g lies nearly on p_data, and D is nearly level between x = 0 and 2, from 0.48 to 0.53; outside there are hardly any examples, and D may be anything. In the curves mean D runs to 1/2, V to −log 4 and JSD to 0.",
      },
      yours: {
        title: "Now you: two dimensions, modes, collapse",
        paragraphs: [
          "The data are now eight small clusters on a circle, eight modes. G has to hit all of them, though z is one connected cloud.",
          "Both sides have played 600 rounds. The first, with the lab's defaults, is on its way onto the circle; about 400 rounds later it has samples at all eight modes. The second differs in four settings (momentum beta1 0.9, learning rate 0.005, only 16 units in D, no moving average) and has collapsed: its samples lie at one place and spread 4 % as widely as the data.",
          "From here on the lab is yours. Other data: the grid of 25, the moons, or your own drawing. Other losses, more D steps per round, a smaller G. Every setting is in the link, and the same seed gives the same run.",
        ],
        look: "compare the two plots, and press play: the first fills the modes; in the second D chases the place where G is, and G moves on.",
      },
    },
  },
  ko: {
    heading: "안내 따라가기",
    progress: (at, of) => `${of}단계 중 ${at}단계`,
    previous: "이전",
    next: "다음",
    again: "이 상태로 되돌리기",
    leave: "안내 끝내기",
    list: "모든 단계",
    look: "살펴보기:",
    steps: {
      "d-step": {
        title: "D는 무엇을 배우는가",
        paragraphs: [
          "판별자 D는 표본 하나를 받아 그것이 실제일 가능성을 답합니다. D(x)는 0과 1 사이의 값입니다. 실제 x에서는 높고 생성자가 만든 G(z)에서는 낮아야 합니다. 식 1은 이 두 가지 바람을 하나의 수, 가치 V(D, G)로 나타냅니다.",
          "D 단계에서 G는 고정입니다. G는 표본을 만들지만 기울기는 G에 전해지지 않습니다. D는 실제 표본과 생성 표본의 미니배치를 하나씩 받아 V의 기울기를 따라 올라갑니다. 이것이 경사 상승법입니다.",
          "방금 D가 이런 단계를 100번 실행했고 G는 한 번도 움직이지 않았습니다. 처음에 D는 어디서나 약 1/2이라고 답했으므로 V는 약 −log 4 ≈ −1.386이었습니다. 지금 V는 약 −0.12이며, 어떤 D라도 0을 넘을 수는 없습니다.",
        ],
        formula: "D에 대해 최대화:  V(D, G) = E[log D(x)] + E[log(1 − D(G(z)))]\nx ~ p_data, z ~ p_z",
        look: "그림에서 D는 p_data의 두 봉우리에서 1에 가깝고 p_g가 있는 가운데에서는 0에 가깝습니다. G 단계 수는 아직 0입니다.",
      },
      "g-step": {
        title: "G는 무엇을 배우는가",
        paragraphs: [
          "이제 역할이 바뀝니다. G 단계에서는 D가 고정이고, V에서 G에 달려 있는 것은 둘째 항뿐입니다. G는 그 기울기를 따라 내려갑니다. 기울기는 V에서 D를 거슬러 G로 들어오므로 D가 G에게 길을 알려 주는 셈입니다. 모든 G(z)는 D가 더 높은 쪽으로 끌려갑니다.",
          "앞에서처럼 D가 100단계를 실행한 뒤 G가 30단계를 실행했습니다. 표본이 가운데에서 양쪽으로 흘러가 표준편차가 0.20에서 1.0으로 커졌고, JSD(p_data ‖ p_g)는 0.64에서 0.15로 줄었습니다.",
          "그동안 D는 움직이지 않았으므로 D의 답은 낡은 것이 되었습니다. 가장 좋은 답과의 평균 차이가 0.02에서 0.31로 커졌습니다. 두 선수가 번갈아 움직이는 까닭이 여기에 있습니다.",
        ],
        formula: "G에 대해 최소화:  E[log(1 − D(G(z)))]\nz ~ p_z",
        look: "그림에서 p_g는 두 봉우리 쪽으로 퍼졌고 D는 앞 단계와 같은 곡선입니다. 아래의 화살표 z → x는 부채처럼 벌어집니다.",
      },
      "other-loss": {
        title: "초기에는 왜 다른 손실을 쓰는가",
        paragraphs: [
          "학습 초기에는 G가 서툴러서 D가 G의 표본을 데이터와 자신 있게 구별합니다. 여기서 D(x)는 0.996, D(G(z))는 0.002입니다. 바로 이런 곳에서 log(1 − D(G(z)))는 평평합니다. 손실이 포화되어 G에는 기울기가 거의 남지 않습니다. 그래서 3절에서는 G가 그 대신 log D(G(z))를 최대화하게 합니다. 이 함수는 그런 곳에서 가파릅니다.",
          "양쪽은 똑같이 시작하여 D 150단계, 이어서 G 20단계를 실행했습니다. 첫째 쪽의 상태에서 G의 기울기 크기는 log(1 − D(G(z)))에서 0.011, −log D(G(z))에서 5.5입니다. 500배 차이입니다.",
          "그래서 첫째(미니맥스)의 G는 처음 자리에 그대로 있고, 둘째(비포화)의 G는 표본을 0에서 약 0.38까지 옮겼습니다. 표본 하나만 보면 두 손실이 끄는 방향은 D가 높아지는 쪽으로 같고, 고정점도 같다고 3절은 설명합니다. 다른 것은 세기입니다.",
          "여기서 G는 단순 경사 하강법을 씁니다. Adam은 기울기를 최근의 기울기 크기로 나누므로 기울기가 얼마나 작은지 드러나지 않습니다.",
        ],
        formula: "미니맥스: G는 log(1 − D(G(z)))를 최소화\n비포화: G는 −log D(G(z))를 최소화",
        look: "두 그림을 비교해 보십시오. 첫째의 뾰족한 p_g는 두 봉우리 사이에 그대로 있고 둘째의 p_g는 그곳을 벗어났습니다. 곡선에는 두 기울기의 크기가 로그 눈금으로 나옵니다.",
      },
      algorithm: {
        title: "알고리즘 1: 번갈아 움직이기",
        paragraphs: [
          "알고리즘 1은 두 단계를 하나로 묶습니다. 한 라운드는 D의 k단계와 그에 이은 G의 한 단계입니다. 단계마다 잡음 표본 z를 m개씩 새로 뽑고, D 단계에서는 실제 표본 x도 m개씩 새로 뽑습니다. 이런 라운드를 평형에 이를 때까지 되풀이합니다.",
          "라운드마다 D를 최적까지 학습하면 비용이 많이 들고, 유한한 데이터에서는 과적합됩니다(3절). G가 천천히 변하는 동안에는 몇 단계만으로도 D를 최적 가까이에 둘 수 있습니다. 논문의 실험은 비용이 가장 적은 k = 1을 썼고, 여기서는 k = 2입니다.",
          "지금까지 열 라운드, 곧 D 20단계와 G 10단계를 실행했습니다.",
        ],
        look: "“다음 국면”을 여러 번 누르거나 “느린 동작”을 누르십시오. 실행 중인 줄이 표시됩니다. 기울기는 D 단계에서는 신경망의 빨간 선까지만, G 단계에서는 G 안까지 흐릅니다.",
      },
      "figure-a": {
        title: "그림 1 (a): D가 일부만 맞는다",
        paragraphs: [
          "논문의 그림 1은 한 게임의 네 순간을 보여 줍니다. 이 단계와 다음 두 단계, 그리고 끝에서 둘째 단계가 그 네 순간입니다. 아래의 화살표는 z를 x = G(z)로 옮깁니다. 화살표가 모이는 곳에서 p_g가 높고, 벌어지는 곳에서 낮습니다.",
          "(a) p_g는 이미 p_data와 비슷하지만 너무 좁고 너무 왼쪽에 있습니다. 평균은 1이 아니라 0.72이고, 표준편차는 0.5가 아니라 0.26입니다. JSD는 0.19입니다.",
          "200라운드를 거친 D는 일부만 맞습니다. p_g가 p_data 위로 솟은 곳에서는 낮고, 데이터만 있는 쪽으로 갈수록 높아집니다. 그러나 너무 완만합니다. p_g는 x = 1.1 부근에서 끝나므로 가장 좋은 D라면 그곳에서 뛰어올랐을 것입니다. 가장 좋은 답과의 평균 차이는 0.11입니다.",
        ],
        look: "그림에서 곡선 D를 D*와 비교해 보십시오. p_g가 끝나는 곳의 왼쪽과 오른쪽에서 어느 쪽이 더 그럴듯한지는 둘이 일치하지만, D*가 뛰어오르는 그곳을 D는 비스듬히 지나갑니다.",
      },
      "figure-b": {
        title: "그림 1 (b): D가 D*가 된다",
        paragraphs: [
          "G를 고정하고, 손실이 더 줄지 않을 때까지 D를 학습했습니다. 그 끝이 어디인지는 명제 1이 말해 줍니다. a = p_data(x), b = p_g(x)라 하면 D는 x마다 a·log D와 b·log(1 − D)의 균형을 잡는데, 가장 좋은 균형은 a / (a + b)입니다.",
          "따라서 D*는 오직 두 밀도에 대해서만 말합니다. 데이터가 더 빽빽한 곳에서는 1/2보다 높고, G의 표본이 더 빽빽한 곳에서는 1/2보다 낮으며, 둘이 같은 곳에서는 정확히 1/2입니다.",
          "이 실험실에서는 p_data와 p_g를 알고 있으므로 D*를 계산하여 D와 견줄 수 있습니다. 평균 차이 |D − D*|는 0.11에서 0.02로 줄었습니다. 남은 차이는 표본이 드문 곳에 있습니다. D는 본 적이 없는 곳에 대해서는 아무것도 배우지 못합니다.",
        ],
        formula: "D*(x) = p_data(x) / (p_data(x) + p_g(x))",
        look: "그림에서 표본이 흔한 곳이라면 뛰어오르는 곳까지 D가 D*에 가깝게 놓이고, p_data와 p_g의 곡선이 만나는 곳에서 1/2을 지납니다.",
      },
      "figure-c": {
        title: "그림 1 (c): G가 D의 기울기를 따라간다",
        paragraphs: [
          "이번에는 D를 고정하고 G가 40단계를 실행했습니다. D는 p_g가 p_data 위로 솟았던 x = 0.95 부근에서 가장 낮고 양쪽으로 갈수록 높아지므로, G(z)는 양쪽으로 흘러갑니다.",
          "p_g의 평균은 0.72에서 0.78로, 표준편차는 0.26에서 0.52로 바뀌었습니다. JSD는 0.19에서 0.04로 줄었습니다.",
          "G가 이대로 오래 나아가서는 안 됩니다. G를 붙들 수 있는 것은 D의 답뿐인데 그 답이 점점 낡아 가기 때문입니다. 6절은 ‘헬베티카 시나리오’를 경고합니다. 같은 D를 상대로 너무 오래 학습하면 G가 너무 많은 z를 같은 x로 보낼 수 있습니다.",
        ],
        look: "그림에서 p_g가 p_data만큼 넓어져 그 대부분을 덮고 화살표도 함께 움직였습니다. D는 이제 D* 위에 있지 않습니다.",
      },
      criterion: {
        title: "D가 최선일 때 G는 무엇을 최소화하는가",
        paragraphs: [
          "V에 D*를 넣으면 G만 남습니다. 이것이 식 4의 C(G) = max_D V(D, G)입니다. 정리 1에 따르면 C(G)는 −log 4에 p_data와 p_g의 옌센–섀넌 발산의 두 배를 더한 값입니다. p_g = p_data일 때, 그리고 그때에만 최솟값 −log 4 ≈ −1.386이 됩니다.",
          "여기서는 G가 처음 자리에서 조금 움직인 뒤 고정되었고, D를 수렴할 때까지 학습했습니다. D를 쓰지 않고 밀도에서 잰 JSD가 0.246이므로 C(G) = −1.386 + 2 · 0.246 = −0.894입니다.",
          "따라서 D가 미니배치에서 잰 V는 −0.89에 가까워야 합니다. 마지막 미니배치에서는 −0.87이고, 미니배치에 따라 0.05쯤 달라집니다.",
        ],
        formula: "C(G) = −log 4 + 2 · JSD(p_data ‖ p_g)",
        look: "곡선에서 V의 마지막 값은 −log 4 선보다 약 0.5 위에 있습니다. 이것은 JSD의 마지막 값의 두 배입니다.",
      },
      kl: {
        title: "왜 쿨백–라이블러 발산이 아닌가",
        paragraphs: [
          "KL(p ‖ q) = E_p[log p − log q]는 p에서 나온 표본이 q에게 얼마나 뜻밖인지를 묻습니다. 대칭이 아니며, q가 결코 만들지 않는 것을 p가 만들면 곧바로 무한대가 됩니다.",
          "여기서 p_data는 [−1, 1] 위의 균등분포이고, 학습하지 않은 G는 균등한 z를 −0.21에서 0.21까지만 옮깁니다. G로서는 데이터의 대부분이 나올 수 없는 값이므로 KL(p_data ‖ p_g)는 무한대입니다. 반대로 G가 만드는 것은 모두 실제일 수 있으므로 KL(p_g ‖ p_data)는 1.57입니다.",
          "JSD는 두 분포를 각각 둘의 평균과 비교합니다. 이 평균은 둘 중 하나라도 0이 아니면 0이 되지 않습니다. 그래서 JSD는 대칭이고, 늘 유한하며, log 2 ≈ 0.693을 넘지 않고, 둘이 같을 때에만 0입니다. 여기서는 0.41입니다.",
          "한계가 있는 데에는 대가가 따릅니다. 두 분포가 겹치지 않으면 아무리 멀리 떨어져 있어도 JSD는 log 2이므로 어디로 가야 할지 알려 주지 못합니다. 3단계에서 본 평평한 곳이 바로 이것입니다.",
        ],
        formula: "JSD(p ‖ q) = ½ KL(p ‖ (p + q)/2) + ½ KL(q ‖ (p + q)/2) ≤ log 2",
        look: "그림에서 p_g는 p_data의 넓은 상자 안에 있는 좁은 탑입니다. 재생을 눌러 보십시오. JSD는 언제나 유한하지만, p_g가 상자의 일부라도 빠뜨리는 동안에는 KL(p_data ‖ p_g)가, p_g가 상자 밖으로 나가면 KL(p_g ‖ p_data)가 무한대입니다.",
      },
      "figure-d": {
        title: "그림 1 (d): D = 1/2",
        paragraphs: [
          "그림 1의 게임을 2,000라운드까지 이어 간 상태입니다. 명제 2: 두 신경망의 용량이 충분하고, 라운드마다 D가 최적에 이르며 p_g가 나아지도록 갱신되면 p_g는 p_data로 수렴합니다. 실제 신경망은 이 조건을 대략만 지키므로 직접 재어 봅니다.",
          "JSD는 처음의 0.24에서 0.0009로 줄었습니다. D의 답은 실제 표본에서 0.50, 생성 표본에서 0.50이고, V는 −1.38로 −log 4 ≈ −1.386에 가깝습니다. p_g = p_data이면 D*는 어디서나 1/2이고, D에는 G를 움직일 기울기가 남지 않습니다.",
          "D = 1/2이라는 것만으로는 아무것도 증명되지 않습니다. 아무것도 배우지 못한 D도 그렇게 답하기 때문입니다. D가 1/2이라고 답하고 JSD도 0인 곳이 평형입니다.",
        ],
        formula: "p_g = p_data,  D(x) = 1/2,  V = −log 4",
        look: "그림에서 p_g는 p_data 위에 거의 포개지고, D는 x가 0에서 2까지인 곳에서 0.48과 0.53 사이로 거의 수평입니다. 그 밖에는 표본이 거의 없어 D가 어떤 값이든 될 수 있습니다. 곡선에서 D의 평균은 1/2로, V는 −log 4로, JSD는 0으로 갑니다.",
      },
      yours: {
        title: "이제 직접: 2차원, 모드, 붕괴",
        paragraphs: [
          "이번 데이터는 원 위에 놓인 작은 무리 여덟 개, 곧 모드 여덟 개입니다. z는 하나로 이어진 구름이지만 G는 여덟 곳을 모두 맞혀야 합니다.",
          "양쪽 모두 600라운드를 진행했습니다. 실험실의 기본값을 쓰는 첫째는 원 위로 모이고 있으며, 약 400라운드 뒤에는 여덟 모드 모두에 표본이 있습니다. 둘째는 네 가지 설정(모멘텀 beta1 0.9, 학습률 0.005, D의 은닉 유닛 16개뿐, 이동 평균 없음)이 다르고, 붕괴했습니다. 표본이 한곳에 모여 있으며 퍼진 정도가 데이터의 4%입니다.",
          "이제부터는 자유롭게 실험해 보십시오. 격자 위의 25개, 두 반달, 직접 그린 그림 같은 다른 데이터, 다른 손실, 라운드마다 더 많은 D 단계, 더 작은 G를 시험할 수 있습니다. 모든 설정은 링크에 담기고, 같은 시드는 같은 결과를 냅니다.",
        ],
        look: "두 그림을 비교하고 재생을 눌러 보십시오. 첫째는 모드를 채워 갑니다. 둘째에서는 D가 G가 있는 곳을 뒤쫓고 G는 다른 곳으로 옮겨 갑니다.",
      },
    },
  },
};
