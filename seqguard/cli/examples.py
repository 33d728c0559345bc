"""What `--help` shows above and below the options of each command."""

OVERVIEW = """\
Looks at the data of a sequence model before it is trained: zeroed targets, NaN, dead features, targets
that stand in the input, training windows in the validation set, and what else makes a loss say nothing.
"""
EXAMPLES = """\
examples:
  seqguard check data/train.npz                 X, y, X_val and y_val are found by their names
  seqguard check data/*.npz --fail-on warning   several files in one run
  seqguard check run.npz --x inputs --y labels  arrays of other names
  seqguard check data/ -o report.html           a folder of .npy files; a page to read
  seqguard explain constant-target              why a check fires, and what to change

exit status: 0 nothing at the level of --fail-on; 1 findings there, or a check crashed; 2 could not run;
  130 interrupted from the keyboard
"""
CHECK_EXAMPLES = """\
examples:
  seqguard check data/train.npz
  seqguard check run.npz --x inputs --y labels --x-val val_inputs --y-val val_labels
  seqguard check data/*.npz --select SG5 --ignore tiny-target
  seqguard check load.csv --window 24 --target load --time date
  seqguard check data/train.npz --ignore constant-feature:holiday
  seqguard check data/new.npz --contract contract.yaml
  seqguard check data/train.npz -o report.html -o report.sarif
  seqguard check                                the configured data sets, or the files of this folder

exit status: 0 nothing at the level of --fail-on; 1 findings there, or a check crashed; 2 could not run
environment: SEQGUARD_CONFIG, SEQGUARD_CONTRACT, SEQGUARD_PRESET, SEQGUARD_FAIL_ON, SEQGUARD_BASELINE,
  SEQGUARD_FORMAT and SEQGUARD_COLOR stand for options of these names; NO_COLOR, FORCE_COLOR
"""
BASELINE_EXAMPLES = """\
examples:
  seqguard baseline data/*.npz                           writes seqguard-baseline.json
  seqguard check data/*.npz --baseline seqguard-baseline.json
"""
INFER_EXAMPLES = """\
examples:
  seqguard infer data/train.npz -o contract.yaml
  seqguard check data/new.npz --contract contract.yaml
"""
PROFILE_EXAMPLES = """\
examples:
  seqguard profile data/train.npz
  seqguard profile load.csv --window 24 --target load --format json
  seqguard profile data/train.npz -o train.sgp           keep it, to be merged and compared with
"""
MERGE_EXAMPLES = """\
examples:
  seqguard profile monday.npz -o monday.sgp
  seqguard profile tuesday.npz --like monday.sgp -o tuesday.sgp
  seqguard merge monday.sgp tuesday.sgp -o week.sgp
"""
COMPARE_EXAMPLES = """\
examples:
  seqguard compare train.sgp data/new.npz                 new data against a kept profile
  seqguard compare train.sgp new.sgp --fail-on warning    two profiles
  seqguard compare before.json after.json                 two reports: what is new, gone, changed

exit status: 0 nothing at the level of --fail-on; 1 findings there (of reports, new ones); 2 no answer
"""
AUDIT_EXAMPLES = """\
examples:
  seqguard audit data/train.npz --cv "TimeSeriesSplit(5, gap=24)"
  seqguard audit load.csv --window 24 --target load --cv 0.2   as Keras cuts off validation_split
  seqguard audit data/train.npz --cv folds.npy -o folds.svg    stored fold numbers, and a figure
"""
COMPLETION_EXAMPLES = """\
examples:
  eval "$(seqguard completion bash)"            in ~/.bashrc; zsh likewise in ~/.zshrc
  seqguard completion fish > ~/.config/fish/completions/seqguard.fish
  seqguard completion powershell | Out-String | Invoke-Expression     in $PROFILE
"""
EXPLAIN_EXAMPLES = """\
examples:
  seqguard explain SG501
  seqguard explain constant-target window-overlap
  seqguard explain SG5                          the checks of a family
  seqguard explain "loss is nan"                which checks answer a symptom
"""
RULES_EXAMPLES = """\
examples:
  seqguard rules
  seqguard rules SG5 SG6
  seqguard rules leak                           those that speak of it
  seqguard rules --format json | jq -r 'keys[]'
"""
