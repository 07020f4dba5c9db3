import "./theme.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { supported } from "./state/support.ts";
import Unsupported from "./Unsupported.svelte";

const target = document.querySelector("#app");
if (target) mount(supported() ? App : Unsupported, { target });
