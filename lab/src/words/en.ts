/** The messages in English: all that the page says, so that a translator has one file, however long. */

import type { Messages } from "./messages.ts";
import { answer, is, nats, rough, signed, whole } from "./numbers.ts";
import type { Saying } from "./saying.ts";

function saying(s: Saying): string {
  switch (s.key) {
    case "start":
      return "Nothing has moved yet. Press play, or let one player make a step.";
    case "broken":
      return `The numbers have grown beyond all bounds at round ${s.round}, so the game cannot go on from here: reset it with lower learning rates${s.back ? ", or go back to an earlier round" : ""}.`;
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
    case "images":
      return s.nearness > 0.97
        ? "By the energy distance the images are as near to the data as other real ones."
        : `Still learning: by the energy distance the images have come ${whole(s.nearness)} % of the way from noise to other real ones.`;
    case "rows":
      return `Generated rows agree with real ones to ${whole(s.shapes)} % by column and ${whole(s.pairs)} % by pair of columns; least in ${s.worst} (${whole(s.score)} %).`;
    case "learning":
      return `Still learning: JSD is ${nats(s.jsd)} nats.`;
    case "unread":
      return "The game has begun; the instruments have not read it yet.";
  }
}

export const en: Messages = {
  web: {
    description:
      "Watch a generative adversarial network reach its equilibrium, step by step, in your browser: the two players, the best discriminator D*, and the distance between p_g and p_data.",
    notices: {
      file: "A browser does not run this page from a folder. Serve the folder and open the address that is printed: `npx saddlepoint lab` has the lab already, and any web server will do for this folder, for example `python3 -m http.server`.",
      unsupported:
        "This browser lacks WebAssembly SIMD or modules in workers, by which the lab computes. Any browser from the middle of 2023 or later has them; please update or use another one.",
      missing:
        "A part of the lab has not arrived. Load the page again; if that does not help, the server lacks files of this version, and the folder of the lab should be copied to it anew.",
      scripts: "The lab computes in this page, and needs JavaScript.",
    },
    footer: { paper: "The paper: Goodfellow et al. 2014", source: "Source", licence: "MIT licence" },
    generators: {
      heading: "Trained generators of images to draw from:",
      digits: "Handwritten digits",
      clothes: "Clothes",
    },
    article: {
      heading: "What is a GAN?",
      parts: [
        {
          text: "A generative adversarial network learns to make examples like those it is shown. It is two networks that play against each other. The generator G turns random numbers z into examples. The discriminator D is shown real and generated examples, and answers for each how likely it is to be real.",
        },
        {
          text: "D is trained to answer 1 for real and 0 for generated examples. G is trained to make D answer wrongly. So both play for the same value V, which D wants high and G wants low:",
          formula: "value",
        },
        {
          text: "For a given G there is a best D. It follows from the two densities alone: how much real data there are at a place, and how many generated examples.",
          formula: "best",
        },
        {
          text: "Against this best D, what remains for G to lower is the Jensen–Shannon divergence between the data and what it generates:",
          formula: "criterion",
        },
        {
          text: "It is 0 only where both distributions are the same. There D answers 1/2 everywhere, V is −log 4, and neither player can gain: the equilibrium. Training does not always find it. G may forget some modes of the data, or D may get so far ahead that G learns nothing from it. The lab shows both, and what helps.",
        },
      ],
      glossary: "Glossary",
      terms: [
        ["D, discriminator", "The network that answers how likely an example is to be real."],
        ["D*", "The best answers to the present G: no D can do better."],
        ["G, generator", "The network that makes examples of z."],
        ["z, latent", "Random numbers, drawn from the prior p_z, from which G makes an example."],
        ["p_data, p_g", "The distribution of the real data, and that of the generated examples."],
        ["V", "The value of the game: mean log D(x) on real plus mean log(1 − D(G(z))) on generated examples."],
        [
          "JSD",
          "Jensen–Shannon divergence, in nats: 0 where two distributions are the same, log 2 = 0.693 where they have nothing in common.",
        ],
        ["Mode", "A place where many data lie: one of the ring's eight dots."],
        ["Collapse", "G makes only a few kinds of examples, or a single one."],
        ["Minibatch", "The examples that one step looks at."],
        ["Round", "k steps of D and one of G, as in Algorithm 1 of the paper."],
        ["Non-saturating loss", "G is trained by −log D(G(z)), which still has a gradient where D is far ahead."],
      ],
    },
  },
  shell: {
    title: "saddlepoint lab",
    subtitle:
      "Two networks play a game: G makes examples from noise, D tells them from real ones. See them reach equilibrium.",
    language: "Language",
    languages: { en: "English", ko: "한국어" },
    theme: "Theme",
    themes: { system: "auto", light: "light", dark: "dark" },
    tour: "Guided tour",
    openFile: "Open a file",
    starting: "Starting the engine …",
    dismiss: "Dismiss",
    nonsense: (key: string, value: string, expected: string) =>
      expected === ""
        ? `The link has ${key}=${value}, which means nothing here; it is left out.`
        : `The link has ${key}=${value}; it is left out. ${expected}`,
    linkParts: {
      data: "Expected the name of a built-in distribution.",
      lang: "Expected en or ko.",
      tour: "Expected a step of the tour, from 1 to 11.",
      round: "Expected a number of rounds up to 10,000,000.",
      trained: "Expected 1.",
      controls: "Expected hidden.",
      layers: "Expected none, or names of layers, separated by commas.",
      change: "Expected a round and an option, such as 120:loss=minimax.",
      device: "Expected cpu or webgpu.",
    },
    said: "",
    fileNeeded: (name: string) =>
      `This link is about the file ${name}, which a link cannot carry. Open the file to go on; until then the ring is shown.`,
    restart: "Reset",
    play: "Play",
    pause: "Pause",
    moveD: "D step",
    moveG: "G step",
    round: "One round",
    trainD: "Train D",
    slow: "Slow motion",
    nextLine: "Next phase",
    abouts: {
      play: "Plays rounds of Algorithm 1 until you pause. Key: space",
      moveD: "D makes one gradient step; G is frozen. Key: D",
      moveG: "G makes one gradient step; D is frozen. Key: G",
      round: "One round of Algorithm 1: k steps of D, then of G. Key: R",
      trainD: "D learns until its loss no longer falls; G is frozen",
      slow: "Shows every phase of a round, one after the other",
      nextLine: "The next phase of Algorithm 1. Key: N",
      compare: "A second game from the same seed, with other settings, beside this one",
      restart: "Back to round 0 with the same seed. Key: 0",
      present: "The picture, one curve and large type, for a class. Escape ends it",
      hide: "Only the game and its curves; the link then opens the page in this way",
    },
    hideControls: "Hide settings",
    showControls: "Show settings",
    moreButtons: "More",
    present: "Present",
    presentEnd: "End presentation",
    panelsLabel: "Parts of the page",
    panels: { picture: "Picture", curves: "Curves", settings: "Settings", tour: "Tour" },
    keys: "Keys: space plays and pauses, D and G make one step of a player, R plays one round, N the next phase, 0 resets.",
    step: "Round",
    movesD: "D steps",
    movesG: "G steps",
    rate: "steps/s",
    back: "Back to an earlier round",
    backTo: (step: number) => `round ${step}`,
    data: "Data",
    choose: "Settings",
    see: "Game",
    curves: "Curves",
    networks: "Networks",
    algorithm: "Algorithm 1",
    compare: "Compare",
    below: "More about the game",
    compareNote:
      "Both sides start from the same seed and play the same number of rounds. Settings of the left game stand left, those of the right game right.",
    second: "second game",
    share: "Copy link",
    shared: "The link is copied.",
    exportHeading: "Export",
    checkpoint: "Checkpoint (safetensors)",
    onnx: "Generator (ONNX)",
    csv: "Metrics (CSV)",
    picture: "Picture (PNG)",
    run: "The run on this server",
    generator: "Generator from a file",
    resumeNeedsData: (name: string) =>
      `To go on training, the data are needed: ${name}. Open them under Data, then the checkpoint again.`,
    textForm: "Numbers now",
    drawHeading: "Draw your own data",
    drawHint: "Press and move in the square. Every point becomes a small normal distribution, so that p_data is known.",
    drawKeys: "By keyboard: arrow keys move the cross, Enter or space sets a point.",
    drawUse: "Use the drawing",
    drawClear: "Clear",
    drawPoints: (count: number) => `${count} points`,
    paste: "Paste points",
    pasteHint: "Numbers in columns, one example per line, separated by commas, semicolons or tabs.",
    pasteUse: "Use these points",
    file: "Load a table (CSV, TSV, JSON, Parquet)",
    arrayFile: "Load an array: images as MNIST's (IDX, .gz) or NumPy's (.npy)",
    pictures: "Your own pictures",
    picturesHint: "They are cut to squares and scaled down. They stay in this browser.",
    side: "Side in pixels",
    grey: "Grey",
    apply: "Apply",
    startTrained: "Start from a trained state",
    builtIn: "Built-in distributions",
    own: "Your own",
    current: (name: string) => `Now: ${name}`,
    player: { both: "Both players", G: "Generator G", D: "Discriminator D" },
    basic: "The game",
    more: "More settings",
    changed:
      "Settings with ↺ begin a new game, all others change while it plays. Those that differ from the defaults are in the link.",
    defaults: "Back to defaults",
  },
  play: {
    ofRound: (round) => `(of round ${round})`,
    towards: (at, round) => `Playing to round ${round}: ${at} so far.`,
    settling: (steps, away) => `Training D, G frozen: ${steps} steps${away ? `, max |D − D*| ${away}` : ""}.`,
    settled: (steps, away) =>
      `D has settled after ${steps} steps: its loss no longer falls${away ? `; max |D − D*| is ${away}` : ""}.`,
    capped: (steps, away) =>
      `D has made ${steps} steps, the most it is given at a time, and has not settled: its loss still falls${away ? `; max |D − D*| is ${away}` : ""}.`,
    restarted: {
      settings: "These settings make other networks or minibatches, so a new game has begun.",
      data: "A new game has begun on these data.",
      reset: "The game is back at its start.",
      compare: "A new game has begun, so that both sides start alike.",
      file: "The game goes on from this file; the one before is over.",
    },
    undo: "Take up the game before",
    calmer: "Reset with a tenth of the learning rates",
    outside: (count, of) => `${count} of ${of} samples lie outside the plot.`,
    zoomOut: "Zoom out to all of them",
    zoomed: (times) => `The plot is ${times} times as wide as the data need.`,
    zoomBack: "Back to the data",
    changed: (round) => `From round ${round} on:`,
    toCome: "to come",
    linkStaysBehind:
      "A player was moved alone on the way here, which a link cannot say: this one leads to the start of the game.",
  },
  device: {
    title: "Computed by",
    label: "Computed by",
    names: { cpu: "the processor", webgpu: "the graphics card" },
    named: (name, software) => `the graphics card (${name}${software ? ", in software" : ""})`,
    help: "A graphics card takes a while to begin each operation: it may be the faster one for images of 32 pixels and more, while points and tables are faster by the processor. 6.6 MB are loaded for it once.",
    missing: {
      webgpu: "This browser has no WebGPU, which a page needs to reach the graphics card.",
      adapter:
        "This browser offers no graphics card to pages: it has none, its driver is blocked, or WebGPU is turned off.",
    },
    measure: "Measure both",
    measuring: "Measuring, a few seconds each…",
    measured: (cpu, webgpu) => `Rounds a second: ${cpu} by the processor, ${webgpu} by the graphics card.`,
    lost: (round) =>
      `The graphics card has gone away. The game stands at round ${round}, the last state that is known.`,
    onProcessor: "Go on by the processor",
    anew: "Ask for the card again",
  },
  data: {
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
  options: {
    names: {
      seed: "Seed",
      batch: "Minibatch size m",
      accumulate: "Minibatches per update",
      recompute: "Recompute activations",
      classes: "Classes",
      clusters: "Clusters",
      pack: "Rows in a pack",
      loss: "Loss",
      mixedSteps: "Switch after",
      gradientPenalty: "Gradient penalty λ",
      r1: "R1 weight γ",
      r2: "R2 weight γ",
      penaltyEvery: "Steps between penalties",
      jointPenalties: "R1 and R2 of the loss's answers",
      finalPenalty: "Final share of γ and λ",
      burnInSteps: "Steps of burn-in",
      pairMoments: "Weight of pairs",
      givenMoments: "Weight of what is given",
      freezeD: "Frozen layers of D",
      subsets: "Rows with several columns given",
      labelSmoothing: "Label smoothing",
      augment: "Augmentation",
      augmentP: "Its probability",
      augmentTarget: "Target of its feedback",
      augmentImages: "Images from 0 to 1",
      augmentSteps: "Its steps",
      augmentNoise: "σ of its noise",
      prior: "Prior p_z",
      latent: "Dimension of z",
      halfWidth: "Half width w",
      dSteps: "k, D steps per round",
      gSteps: "G steps per round",
      updates: "Updates",
      sharedMasks: "Shared dropout masks",
      pixels: "Range of pixels",
      outputBias: "Start of G's output bias",
      average: "Moving average β",
      averageRamp: "Its ramp",
      network: "Network",
      widths: "Hidden layers",
      channels: "Channels",
      blocks: "Residual blocks",
      blockKind: "Kind of block",
      imageEnds: "Image ends",
      firstMaps: "First maps",
      imageOutput: "Output of images",
      upsampling: "Upsampling",
      activation: "Activation",
      temperature: "Temperature of cells",
      gumbel: "Gumbel noise of cells",
      slope: "Leak slope",
      pieces: "Maxout pieces",
      normalisation: "Normalisation",
      dropout: "Dropout",
      inputDropout: "Input dropout",
      spectralNorm: "Spectral normalisation",
      attention: "Self-attention at sides",
      minibatchDeviation: "Examples that D compares",
      mapping: "Layers that map z",
      init: "Start of weights",
      initScale: "Scale of start",
      optimizer: "Optimiser",
      learningRate: "Learning rate",
      schedule: "Schedule",
      finalRate: "Final share of rate",
      decaySteps: "Steps until then",
      momentum: "Momentum",
      finalMomentum: "Final momentum",
      momentumSteps: "Steps until then",
      nesterov: "Nesterov",
      beta1: "β₁",
      beta2: "β₂",
      finalBeta2: "Final β₂",
      epsilon: "ε",
      weightDecay: "Weight decay",
    },
    reading: { encode: "Learn", column: "Kind", missing: "Counts as missing", nan: "Gaps" },
    choices: {
      classes: {
        labels: "the labels of the data",
        auto: "clusters that are found in the data",
        none: "nothing is told: the plain game",
      },
      loss: {
        minimax: "G minimises log(1 − D(G(z))): the game of the theory; flat while D is ahead",
        "non-saturating": "G minimises −log D(G(z)): the same fixed point, steep while D is ahead",
        mixed: "−log D(G(z)) for the first steps, minimax afterwards",
        "least-squares": "squared distance of D’s score to 1 and 0",
        hinge: "D stops where its score is beyond ±1; G raises the score",
        wasserstein: "difference of mean scores: a distance where D is 1-Lipschitz, which a penalty sees to",
        relativistic: "D says which of two is more real; G wants the opposite",
      },
      prior: {
        normal: "z from N(0, 1)",
        uniform: "z from a uniform distribution around 0",
      },
      updates: {
        alternating: "D moves first, G answers the new D: Algorithm 1",
        simultaneous: "both move from the same state",
      },
      pixels: {
        symmetric: "pixels from −1 to 1",
        unit: "pixels from 0 to 1",
      },
      outputBias: {
        zero: "G begins at 0",
        data: "G begins at the mean of the data",
      },
      network: {
        mlp: "a perceptron with hidden layers",
        dcgan: "convolutions with strides, after Radford et al. 2016",
        resnet: "residual convolutions, after R3GAN",
        table: "a perceptron with residual layers for rows of tables",
      },
      blockKind: {
        plain: "two 3×3 convolutions",
        bottleneck: "1×1, grouped 3×3, 1×1",
      },
      imageEnds: {
        strided: "4×4 convolutions to and from the image",
        pixels: "the last stage works on single pixels",
      },
      firstMaps: {
        dense: "a dense layer from z",
        basis: "a learned picture per channel, scaled by z",
      },
      imageOutput: {
        bounded: "tanh: within the range of pixels",
        linear: "no bound",
      },
      upsampling: {
        transposed: "transposed convolutions",
        resize: "enlarged, then convolved",
      },
      activation: {
        relu: "max(0, x): bends in straight pieces",
        "leaky-relu": "like relu, with a small slope below 0",
        tanh: "smooth, from −1 to 1",
        sigmoid: "smooth, from 0 to 1",
        softplus: "a smooth relu",
        elu: "smooth at 0, towards −1 below",
        silu: "x · sigmoid(x)",
        gelu: "x · Φ(x)",
        maxout: "the largest of some linear pieces: the paper’s D",
      },
      normalisation: {
        none: "none",
        batch: "over the minibatch",
        layer: "over the units of an example",
        instance: "over each channel of an image",
      },
      init: {
        he: "normal, for relu",
        glorot: "for tanh and sigmoid",
        normal: "normal with the given scale",
        uniform: "uniform with the given scale",
      },
      optimizer: {
        sgd: "along the gradient",
        momentum: "along a running mean of gradients",
        rmsprop: "divided by the recent size of the gradient",
        adam: "both of these",
        adamw: "Adam with weight decay of its own",
      },
      schedule: {
        constant: "the same all the time",
        linear: "falls in a straight line",
        cosine: "falls by half a cosine",
        exponential: "by the same factor per step",
        late: "constant, falls in the last part",
      },
    },
    expects: {
      integer: (min, max) => `Expected an integer from ${min} to ${max}.`,
      number: (min, max) => `Expected a number from ${min} to ${max}.`,
      integers: (longest, min, max) => `Expected up to ${longest} integers from ${min} to ${max}, separated by commas.`,
      other: (expected) => `Expected ${expected}.`,
    },
    slider: (name) => `${name}, slider`,
    help: null,
  },
  model: {
    label: "The model",
    hint: "Point at a part of the model, or focus it, to read what it is.",
    stop: "stops",
    parts: {
      z: {
        name: "noise z",
        short: "z",
        about: () => "Random numbers from the prior. G has nothing else to make examples from.",
      },
      G: {
        name: "generator G",
        short: "G",
        about: (view) =>
          `This player turns each z into an example G(z), and learns only from the gradient that comes back through D. ${
            view === "line"
              ? "Where z is one number, the curve is G itself: z across, x up. Else the columns are its layers."
              : "The columns are its layers, the taller the more units."
          }`,
      },
      generated: {
        name: "generated G(z)",
        short: "G(z)",
        about: (view) =>
          `What G makes of the noise at present. ${
            {
              line: "The columns say how many samples lie there.",
              plane:
                "Arrows on samples show where G's gradient would move them; they come in slow motion and while nothing plays.",
              table: "Shown are the first two columns of the table.",
              mixed: "Shown are the shares of values in the column that is least alike.",
              images: "Shown are some of the images.",
            }[view]
          }`,
      },
      real: {
        name: "real x",
        short: "x",
        about: (view) =>
          `Examples from the data. G never sees them: it knows of them only what D's gradient tells.${
            view === "mixed" ? " Shown are the shares of values in the same column as below G." : ""
          }`,
      },
      D: {
        name: "discriminator D",
        short: "D",
        about: (view) =>
          `This player says how likely an example is real. ${
            {
              line: "The curve is D(x) over x; the line in the middle is “cannot tell”.",
              plane:
                "The colours are D(x) over the plane: blue is taken for real, orange for generated, pale cannot be told.",
              table: "The columns are its layers, the taller the more units.",
              mixed: "The columns are its layers, the taller the more units.",
              images: "The columns are its layers, the taller the more units.",
            }[view]
          }`,
      },
      answers: {
        name: "answers",
        short: "D(x)",
        about: (view) =>
          `D's answers, from generated (left) to real (right): on real examples above the line, on generated ones below it. ${
            view === "line" || view === "plane" ? "Columns count examples; the" : "The"
          } marks are the means. When they meet in the middle, D cannot tell.`,
      },
    },
  },
  algorithm: {
    lines: {
      outer: "for number of training iterations do",
      inner: "for k steps do",
      noiseD: "Sample minibatch of m noise samples z⁽¹⁾, …, z⁽ᵐ⁾ from noise prior p_g(z).",
      examples: "Sample minibatch of m examples x⁽¹⁾, …, x⁽ᵐ⁾ from data generating distribution p_data(x).",
      ascend:
        "Update the discriminator by ascending its stochastic gradient: ∇θ_d 1/m Σ [log D(x⁽ⁱ⁾) + log(1 − D(G(z⁽ⁱ⁾)))]",
      innerEnd: "end for",
      noiseG: "Sample minibatch of m noise samples z⁽¹⁾, …, z⁽ᵐ⁾ from noise prior p_g(z).",
      innerG: "for every step of G do (as printed: one)",
      descend: "Update the generator by descending its stochastic gradient: ∇θ_g 1/m Σ log(1 − D(G(z⁽ⁱ⁾)))",
      innerGEnd: "end for",
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
    statusOfG: (round, g, of) => `Round ${round}, step ${g} of ${of} of G`,
    idle: "Slow motion, or the next phase, shows the line that is running.",
    minibatch: (m) => `m = ${m} examples of each kind`,
    simultaneous: "Simultaneous updates: both gradients are taken from one batch of noise before either player moves.",
    source: "Algorithm 1, Goodfellow et al. 2014",
  },
  plot: {
    nearness: "How near the images are to the data",
    noise: "noise",
    otherReal: "other real ones",
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
    hint: "Point at the plot, or move with arrow keys, to read values.",
    hintImages: "Point at an image, or move with arrow keys, to read values.",
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
  curves: {
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
        meaning:
          "How far D is from the optimal discriminator for the G of this round; where p_g is read from samples, at least.",
      },
      energy: {
        title: "Energy distance to the data",
        unit: "distance",
        meaning: "Of generated examples, and of other real ones: G cannot be expected to come below those.",
      },
      alike: {
        title: "How alike rows are",
        unit: "1: nothing differs",
        meaning: "Means over columns, over pairs of columns, and over the pairs that go together in the data.",
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
      shapes: "columns",
      pairs: "pairs",
      strongPairs: "strong pairs",
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
  networks: {
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
    unitsAs: "Show each unit as",
    asMaps: "a map over what its network looks at",
    asMeans: "its mean over the minibatch",
    mapsOf: (count) => `maps of ${count}`,
    manyNumbers: (player, input, numbers) =>
      `The units of ${player} have no maps, as ${input} has ${numbers} numbers: maps are for one or two.`,
    wholeBatch: (player) => `The units of ${player} have no maps, as their answers depend on the whole minibatch.`,
    scroll: "Picture of both networks; it scrolls sideways",
    waiting: "Activations and gradients appear with the next step.",
    conditional:
      "Both networks are told a part of the row beside it; activations and gradients of such games are not shown.",
    legend: {
      negative: "negative",
      positive: "positive",
      map: "answer of a unit at each place, z for G's units and x for D's; the scale is each unit's own. Over one number it is a curve",
      spread: "Of layers with more than 32 units 32 have a map, spread evenly.",
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
  saying,
  tour: {
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
        look: "in the plot D is near 1 under both humps of p_data and near 0 in the middle, where p_g is; the counter of G steps still says 0.",
      },
      "g-step": {
        title: "What G learns",
        paragraphs: [
          "Now the roles change. In a G step D is frozen, and only the second term of V depends on G. G goes down its gradient, which comes from V back through D, so D shows G the way: every G(z) is pulled to where D is higher.",
          "After the same 100 D steps as before, G has made 30 steps. Its samples have flowed out of the middle to both sides: their standard deviation grew from 0.20 to 1.0, and JSD(p_data ‖ p_g) fell from 0.64 to 0.15.",
          "D has not moved meanwhile, so its answers are out of date: on average they are 0.31 away from the best ones; it was 0.02 before. That is why the players take turns.",
        ],
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
        formulaNames: ["minimax", "non-saturating"],
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
        look: "in the plot p_g is a narrow tower inside the wide box of p_data; press play: JSD stays finite all the time, while KL(p_data ‖ p_g) is infinite as long as p_g leaves out any part of the box, and KL(p_g ‖ p_data) as soon as p_g reaches out of it.",
      },
      "figure-d": {
        title: "Figure 1 (d): D = 1/2",
        paragraphs: [
          "The game of figure 1, played on for 2,000 rounds. Proposition 2: if both have enough capacity, D reaches its optimum in every round, and p_g is improved in each, then p_g converges to p_data. Real networks keep to this only roughly, so it is measured.",
          "JSD has fallen from 0.24 at the start to 0.0009. D answers 0.50 on real and 0.50 on generated examples, and V is −1.38, next to −log 4 ≈ −1.386. Where p_g = p_data, D* is 1/2 everywhere, and D has no slope left that could move G.",
          "D = 1/2 alone proves nothing: a D that has learned nothing says so too. Equilibrium is where D answers 1/2 and JSD is 0 as well.",
        ],
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
  run: {
    drop: {
      open: "Open a file",
      hint: "Or drop it anywhere on the page: a checkpoint (.safetensors), a generator (.onnx), a table (.csv, .tsv, .txt, .json, .jsonl, .parquet), an array (IDX, .gz, .npy) or a picture.",
      here: "Drop the file: a checkpoint, an ONNX generator, a table, an array or a picture.",
      oneOnly: (count: string) =>
        `${count} files were dropped: one at a time, please. Several pictures are chosen under Data.`,
      wrong: (name: string) =>
        `${name} is no file that the lab opens: expected a checkpoint (.safetensors), a generator (.onnx), a table (.csv, .tsv, .txt, .json, .jsonl, .parquet), an array (IDX, .gz, .npy) or a picture.`,
      none: "What was dropped holds no file. Save it first, then drop the file.",
    },
    trouble: {
      unreachable: (path: string) =>
        `The server did not answer when ${path} was asked for. Is saddlepoint lab still running?`,
      refused: (path: string, status: string) => `The server refused ${path} (status ${status}).`,
      unreadable: (path: string) => `${path} came, but holds something else than expected.`,
      gone: (step: string) =>
        `The checkpoint of step ${step} is no longer there: a run keeps only its newest ones. Choose another.`,
      picture: (name: string) => `The picture ${name} could not be shown.`,
    },
    none: "No run is served here. Start the lab on one: saddlepoint lab RUN",
    opening: "Reading the run …",
    name: "Run",
    data: "Data",
    preset: "Preset",
    noPreset: "none",
    loss: "Loss",
    prior: "Prior",
    state: "State",
    training: (step: string, of: string, percent: string) => `training: step ${step} of ${of} (${percent} %)`,
    finished: (step: string) => `ended: all ${step} steps`,
    ended: (step: string, of: string) => `ended at step ${step} of ${of}`,
    lookAgain: "Look again",
    lookAgainHint: "Training has ended. If it is resumed, look again.",
    checkpoint: "Checkpoint",
    newest: (step: string) => `the newest (step ${step})`,
    atStep: (step: string) => `step ${step}`,
    openCheckpoint: "Open this checkpoint",
    fetching: "Fetching the checkpoint …",
    noCheckpoint: "There is no checkpoint yet.",
    samples: "Samples",
    noSamples: "There are no samples yet.",
    sheetOf: (step: string) => `Generated at step ${step}`,
    realSheet: "Real examples",
    over: "Over training",
    normalPrior: (latent: string) => `z ~ N(0, 1), ${latent === "1" ? "1 number" : `${latent} numbers`}`,
    uniformPrior: (latent: string, low: string, high: string) =>
      `z ~ U(${low}, ${high}), ${latent === "1" ? "1 number" : `${latent} numbers`}`,
    points: (size: string) => (size === "1" ? "1 number each" : `${size} numbers each`),
    images: (width: string, height: string, channels: string) =>
      `images of ${width}×${height}, ${channels === "1" ? "grey" : `${channels} channels`}`,

    curves: "Curves",
    step: "step",
    noLines: "There are no reports yet.",
    lastValues: "Last 20 values",
    summary: (title: string, unit: string, step: string, values: string) =>
      `${title} (${unit}) over the steps. At step ${step}: ${values}.`,
    charts: {
      losses: {
        title: "Losses",
        unit: "what each player minimises",
        meaning: "They need not fall: when one player improves, the other's loss rises.",
      },
      answers: {
        title: "Mean of D",
        unit: "probability",
        meaning: "How real D finds both kinds of examples. At equilibrium it cannot tell: both are 1/2.",
      },
      scores: {
        title: "Mean of D",
        unit: "score",
        meaning: "D's scores have no fixed scale: what counts is how far apart the two lines are.",
      },
      value: {
        title: "V(D, G)",
        unit: "nats",
        meaning: "D raises it, G lowers it. At equilibrium it is −log 4 ≈ −1.386.",
      },
      energy: {
        title: "Energy distance to the data",
        unit: "distance, 95 % interval",
        meaning:
          "0 where p_g = p_data, and only there. While the interval holds 0, so many samples cannot tell them apart.",
      },
      variety: {
        title: "Variety",
        unit: "mean distance between examples",
        meaning: "If generated ones fall far below real ones, G makes the same few again and again.",
      },
      modes: {
        title: "Modes found",
        unit: "modes",
        meaning: "Modes of the data with at least one sample close by.",
      },
    },
    lines: {
      d: "D",
      g: "G",
      value: "V",
      onReal: "on real x",
      onGenerated: "on G(z)",
      energy: "energy distance",
      generated: "generated",
      real: "real",
      modes: "found",
    },
    marks: {
      equilibriumValue: "−log 4",
      half: "1/2",
      equal: "p_g = p_data",
      all: (count: string) => `all ${count}`,
    },

    kind: "File",
    kinds: { checkpoint: "checkpoint", onnx: "ONNX generator" },
    stepOf: "Step",
    unknown: "not said in the file",
    examples: "Examples",
    resume: "Go on training from here",
    ofClass: "Class",
    allClasses: "all, as often as in the data",
    cluster: (number: string) => `cluster ${number}`,
    sheet: "Samples for a seed",
    seed: "Seed",
    count: "Count",
    sameNumbers: (seed: string, count: string) =>
      `The same numbers as: saddlepoint sample RUN --seed ${seed} --count ${count}`,
    seedExpected: "A seed is a whole number from 0 on.",
    countExpected: (most: string) => `Expected a whole number from 1 to ${most}.`,
    savePicture: "Save picture (PNG)",
    saveSamples: "Save samples as CSV",
    drawing: "Drawing …",
    walk: "Walk the latent space",
    walkHint: "Each slider is one number of z. Move it and see what it does to G(z).",
    another: "Draw another z",
    zOfSeed: "z of seed",
    numbers: "Numbers of z",
    numbersOf: (first: string, last: string, latent: string) =>
      first === last ? `number ${first} of ${latent}` : `numbers ${first}–${last} of ${latent}`,
    coordinate: (number: string) => `z ${number}`,
    between: "Interpolate between two seeds",
    betweenHint: (normal: boolean): string =>
      normal
        ? "Along the great circle: on the straight line z would be shorter than the prior makes it."
        : "Along the straight line between both z.",
    firstSeed: "First seed",
    secondSeed: "Second seed",
    t: "t, from the first to the second",
    play: "There and back",
    stop: "Stop",
    walkLabel: (seed: string) => `G(z) for z of seed ${seed}, as the sliders have it`,
    sheetLabel: (seed: string) => `Samples for seed ${seed}`,
    betweenLabel: (first: string, second: string, t: string) => `Between seed ${first} and seed ${second} at t = ${t}`,
    describeImages: (count: string, mean: string) =>
      `${count === "1" ? "1 image" : `${count} images`}, mean value ${mean}`,
    describeOne: (name: string, value: string) => `${name} = ${value}`,
    describeSpan: (name: string, low: string, high: string) => `${name} from ${low} to ${high}`,
    describeCount: (count: string) => (count === "1" ? "1 example" : `${count} examples`),
    density: "density",
    asText: "Values as text",
    firstRows: (shown: string, of: string) =>
      shown === of ? (of === "1" ? "1 example" : `${of} examples`) : `The first ${shown} of ${of} examples`,
    firstColumns: (shown: string, of: string) => `the first ${shown} of their ${of} numbers`,
    example: "example",
    mean: "mean",
    deviation: "deviation",
    lowest: "lowest",
    highest: "highest",
  },
  table: {
    kinds: {
      number: "number",
      integer: "whole number",
      category: "category",
      boolean: "yes or no",
      date: "date",
      constant: "constant",
      identifier: "identifier",
      text: "text",
      ignored: "left out",
    },
    columns: (count) => `Columns of the table (${count})`,
    kindOf: (column) => `Kind of ${column}`,
    name: "column",
    kind: "kind",
    why: "why",
    learned: "what is learned",
    learnedOf: (values, bins, rare, gap) =>
      [
        ...(values === "0" ? [] : [values === "1" ? "1 value" : `${values} values`]),
        ...(bins === "0" ? [] : [bins === "1" ? "1 range" : `${bins} ranges`]),
        ...(rare === "0" ? [] : [`${rare} rare values in one cell`]),
        ...(gap ? ["gaps"] : []),
      ].join(", "),
    told: "nothing: other columns tell it",
    madeAnew: "nothing: it can be made anew",
    asItIs: "nothing: it is written as it is",
    leftOut: "nothing: it is left out",
    encodes: { cells: "all kinds of columns", scaled: "numbers alone" },
    missingHint: "Words with commas between them, e.g. NA,? – or state=NA for one column. Empty: what usually does.",
    gaps: { learn: "learned as gaps", drop: "rows left out", mean: "the mean in their place" },

    gap: "no value",
    empty: "(empty)",
    others: (count) => (count === "1" ? "1 other" : `${count} others`),
    real: "real",
    generated: "generated",
    difference: "generated − real",
    alike: "alike",
    comparing: (real, generated) => `${real} real and ${generated} generated rows`,
    worstFirst: (shown, of) => (shown === of ? "The least alike first" : `The ${shown} least alike of ${of} columns`),
    all: (count) => `Show all ${count} columns`,
    waiting: "Columns are compared with the first reading.",
    chart: (columns) => `Shares of the values of each column, real and generated: ${columns}`,
    columnIs: (column, score) => `${column} ${score} alike`,
    pair: "Two columns together",
    first: "First column",
    second: "Second column",
    heat: (first, second, score) =>
      `How often values of ${first} and ${second} meet, real and generated: ${score} alike`,
    heatHint: "Point at a field to read its shares, or focus the picture and use the arrow keys.",
    darkest: (share) => `darkest: ${share} of the rows`,
    cell: (first, second, real, generated) => `${first} and ${second}: real ${real}, generated ${generated}`,
    shares: "Shares of the rows, by column",
    pairShares: "Shares of the rows, real / generated",
    value: "value",

    rows: "Rows on request",
    conditions: "Conditions",
    conditionsHint:
      "Every row is drawn so that all of them hold; columns that are left open have the shares of the data.",
    any: "any",
    from: (column) => `${column}, from`,
    to: (column) => `${column}, to`,
    inRange: "from … to …",
    clear: "Clear the conditions",
    drawNow: "Draw rows from this state",
    drawing: "Drawing rows …",
    sameRows: (command) => `The same rows as: ${command}`,
    tally: (made, drawn, share) => `${made} of ${drawn} rows that were drawn hold the conditions (${share}).`,
    missingRows: (missing, of) =>
      `${missing} of ${of} rows are missing: they were drawn again and again in vain. Ask for less at once.`,
    firstRows: (shown, of) => (shown === of ? `${of} rows` : `The first ${shown} of ${of} rows`),
    row: "row",
    save: "Save rows as CSV",
    mixed: (columns) => `rows of ${columns} columns`,
  },
};
