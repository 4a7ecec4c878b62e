// One guard that is an npm package, on labelled rows.
//
//   node guard.mjs TASK NAME ROWS.jsonl SECONDS      TASK: injection or harm; NAME: a key of GUARDS
//
// Prints what guard.py prints. Run where the packages are installed.
import fs from 'node:fs';
import path from 'node:path';

const haiInjection = (mode) => async () => {
  const { injectionGuard, GuardrailsEngine } = await import('@presidio-dev/hai-guardrails');
  const guard = injectionGuard({ roles: ['user'] }, { mode, threshold: 0.7 });
  const engine = new GuardrailsEngine({ guards: [guard] });
  return async (content) => {
    const result = await engine.run([{ role: 'user', content }]);
    const message = result.messagesWithGuardResult[0].messages[0];
    return [!message.passed, message.additionalFields?.score ?? 0];
  };
};

const vard = async () => {
  const { default: check } = await import('@andersmyrmel/vard');
  return (text) => [!check.safe(text).safe, null];
};

const llmGuardrailInjection = async () => {
  const { checkInjection, checkJailbreak } = await import('llm_guardrail');
  return async (text) => {
    const both = [await checkInjection(text), await checkJailbreak(text)];
    return [both.some((each) => each.detected), Math.max(...both.map((each) => each.confidence))];
  };
};

const llmGuardrailMalicious = async () => {
  const { checkMalicious } = await import('llm_guardrail');
  return async (text) => {
    const found = await checkMalicious(text);
    return [found.detected, found.confidence];
  };
};

const llmverifyInjection = async () => {
  const { isInputSafe, getInjectionRiskScore } = (await import('llmverify')).default;
  return (text) => [!isInputSafe(text), getInjectionRiskScore(text)];
};

const llmverifyHarm = async () => {
  const { checkHarmfulContent } = (await import('llmverify')).default;
  return (text) => [checkHarmfulContent(text).length > 0, null];
};

const glinProfanity = async () => {
  const { Filter } = await import('glin-profanity');
  const filter = new Filter({ allLanguages: true });
  return (text) => [filter.checkProfanity(text).containsProfanity, null];
};

const obscenity = async () => {
  const { RegExpMatcher, englishDataset, englishRecommendedTransformers } = await import('obscenity');
  const matcher = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
  return (text) => [matcher.hasMatch(text), null];
};

const GUARDS = {
  injection: {
    llm_guardrail: ['llm_guardrail', llmGuardrailInjection],
    hai_heuristic: ['@presidio-dev/hai-guardrails', haiInjection('heuristic')],
    hai_pattern: ['@presidio-dev/hai-guardrails', haiInjection('pattern')],
    vard: ['@andersmyrmel/vard', vard],
    llmverify: ['llmverify', llmverifyInjection],
  },
  harm: {
    llm_guardrail: ['llm_guardrail', llmGuardrailMalicious],
    llmverify: ['llmverify', llmverifyHarm],
    glin_profanity: ['glin-profanity', glinProfanity],
    obscenity: ['obscenity', obscenity],
  },
};

// Bytes of the package's own files, without what it depends on.
const sizeOf = (folder) =>
  fs.readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    if (entry.name === 'node_modules') return sum;
    const inside = path.join(folder, entry.name);
    return sum + (entry.isDirectory() ? sizeOf(inside) : fs.statSync(inside).size);
  }, 0);

const [task, name, rowsPath, mostSeconds] = process.argv.slice(2);
const [packageName, make] = GUARDS[task][name];
const folder = path.join('node_modules', packageName);
const began = performance.now();
const judge = await make();
await judge('warm up: 1');
const loadSeconds = (performance.now() - began) / 1000;
const rows = [];
const last = performance.now() + Number(mostSeconds) * 1000;
for (const line of fs.readFileSync(rowsPath, 'utf8').split('\n').filter(Boolean)) {
  const { text } = JSON.parse(line);
  const start = performance.now();
  const [flagged, score] = await judge(text);
  rows.push([Boolean(flagged), score, (performance.now() - start) * 1000]);
  if (performance.now() > last) break;
}
const result = {
  version: JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version,
  size_mib: sizeOf(folder) / 2 ** 20,
  load_seconds: loadSeconds,
  peak_mib: process.resourceUsage().maxRSS / 1024,
  rows,
};
process.stdout.write(JSON.stringify(result), () => process.exit(0));
