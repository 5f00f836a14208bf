using System.Collections.Frozen;

namespace CiamGateway.Cli;

/// <summary>The script of each shell; each hands the line and the cursor's position to the program's <c>[suggest]</c> directive.</summary>
internal static class CompletionScripts
{
    public static readonly FrozenDictionary<string, string> All = new Dictionary<string, string>
    {
        ["bash"] = """
            _ciam_gateway() {
                local word=${COMP_WORDS[COMP_CWORD]}
                mapfile -t COMPREPLY < <(compgen -W "$(ciam-gateway "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word")
            }
            complete -o default -F _ciam_gateway ciam-gateway

            """,
        ["zsh"] = """
            #compdef ciam-gateway
            _ciam_gateway() {
                local -a found
                found=("${(@f)$(ciam-gateway "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -a found || _files
            }
            compdef _ciam_gateway ciam-gateway

            """,
        ["fish"] = """
            complete --command ciam-gateway --arguments '(ciam-gateway "[suggest:"(commandline --cursor)"]" (commandline) 2>/dev/null)'

            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName ciam-gateway -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                ciam-gateway "[suggest:$cursorPosition]" "$commandAst" |
                    Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }

            """,
    }.ToFrozenDictionary();
}
