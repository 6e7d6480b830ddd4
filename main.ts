import { buildApp } from './app';
import { loadConfig } from './config/load';
import { run } from './synth/run';

run(() => buildApp(loadConfig()));
