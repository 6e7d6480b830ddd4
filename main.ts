import { buildApp } from './app';
import { loadConfig } from './config/load';
import { run } from './commands/synth/run';

run(loadConfig, buildApp);
