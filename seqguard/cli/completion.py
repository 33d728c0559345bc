"""`seqguard completion`: what a shell needs to complete commands, options and the names of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqguard.catalogue import load
from seqguard.cli.main import COMMANDS, parser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping

BASH = """\
_seqguard() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command=${{COMP_WORDS[1]}}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{commands} --help --version" -- "$word"))
    return
  fi
  case "$command $before" in
{choices}
  esac
  case "$command" in
{options}
  esac
  COMPREPLY=($(compgen -f -- "$word"))
}}
complete -o filenames -F _seqguard seqguard
"""
ZSH = """\
autoload -U +X bashcompinit && bashcompinit
"""
FISH = """\
complete -c seqguard -n __fish_use_subcommand -f -a '{commands}'
{lines}
"""
POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName seqguard -ScriptBlock {{
  param($word, $ast, $cursor)
  $options = @{{
{options}
  }}
  $values = @{{
{values}
  }}
  $said = @($ast.CommandElements | ForEach-Object {{ $_.ToString() }})
  if ($word -ne '') {{ $said = @($said | Select-Object -SkipLast 1) }}
  if ($said.Count -lt 2) {{
    $offered = @({commands}, '--help', '--version')
  }} elseif ($values.ContainsKey("$($said[1]) $($said[-1])")) {{
    $offered = $values["$($said[1]) $($said[-1])"]
  }} else {{
    $offered = $options[$said[1]]
  }}
  $offered | Where-Object {{ $_ -like "$word*" }} | ForEach-Object {{
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }}
}}
"""


def completion(arguments: argparse.Namespace) -> int:
    """Print the script for one shell."""
    commands = {name: parser(name) for name in COMMANDS}
    if arguments.shell == "fish":
        print(_fish(commands), end="")
    elif arguments.shell == "powershell":
        print(_powershell(commands), end="")
    else:
        print((ZSH if arguments.shell == "zsh" else "") + _bash(commands), end="")
    return 0


def _values(name: str, action: argparse.Action) -> list[str]:
    """What may stand after an option, or as the argument of a command."""
    if action.choices is not None:
        return list(action.choices)
    if action.dest in ("select", "ignore") or (name in ("explain", "rules") and not action.option_strings):
        return [word for code, entry in load().items() for word in (code, entry["slug"])]
    return []


def _bash(commands: Mapping[str, argparse.ArgumentParser]) -> str:
    choices, options = [], []
    for name, command in commands.items():
        for action in command._actions:
            values = " ".join(_values(name, action))
            if values and action.option_strings:
                patterns = "|".join(f'"{name} {o}"' for o in action.option_strings)
                choices.append(f'    {patterns}) COMPREPLY=($(compgen -W "{values}" -- "$word")); return ;;')
        words = [o for action in command._actions for o in action.option_strings]
        names = [v for action in command._actions if not action.option_strings for v in _values(name, action)]
        otherwise = "return" if names else "[[ $word != -* ]] || return"  # a command without names takes files
        options.append(f'    {name}) COMPREPLY=($(compgen -W "{" ".join(words + names)}" -- "$word")); {otherwise} ;;')
    return BASH.format(commands=" ".join(commands), choices="\n".join(choices), options="\n".join(options))


def _fish(commands: Mapping[str, argparse.ArgumentParser]) -> str:
    lines = []
    for name, command in commands.items():
        for action in command._actions:
            here = f"complete -c seqguard -n '__fish_seen_subcommand_from {name}'"
            names = "".join(f" -l {o[2:]}" if o.startswith("--") else f" -s {o[1:]}" for o in action.option_strings)
            values = " ".join(_values(name, action))
            said = f" -d '{(action.help or '').replace(chr(39), '')}'" if names else ""
            follows = f" -x -a '{values}'" if values and names else f" -f -a '{values}'" if values else ""
            follows = follows or (" -r" if names and action.nargs != 0 else "")
            if names or values:
                lines.append(here + names + follows + said)
    return FISH.format(commands=" ".join(commands), lines="\n".join(lines))


def _powershell(commands: Mapping[str, argparse.ArgumentParser]) -> str:
    """Where nothing is offered, PowerShell completes the names of files itself."""
    options, values = [], []
    for name, command in commands.items():
        words = [o for action in command._actions for o in action.option_strings]
        words += [v for action in command._actions if not action.option_strings for v in _values(name, action)]
        options.append(f"    '{name}' = @({_quoted(words)})")
        for action in command._actions:
            if action.option_strings and (known := _values(name, action)):
                values += [f"    '{name} {o}' = @({_quoted(known)})" for o in action.option_strings]
    return POWERSHELL.format(commands=_quoted(commands), options="\n".join(options), values="\n".join(values))


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
