using System.Collections.Concurrent;
using CiamGateway.Chaos.Load;
using CiamGateway.Chaos.Run;

namespace CiamGateway.Chaos.Judging;

/// <summary>Which scope each operation of a side has, also while a reload changes it.</summary>
internal sealed class ScopeRules
{
    /// <summary>How long a call with the old scope may still be on its way after the first with the new one, of whatever replica.</summary>
    private static readonly TimeSpan Changing = TimeSpan.FromSeconds(8);

    private readonly ConcurrentDictionary<Operation, Rule> _rules = [];

    public string Prefix { get; set; } = "";

    public string Of(Operation operation) => _rules.TryGetValue(operation, out var rule) ? rule.New : Usual(operation);

    /// <summary>The scopes that the operation's token may have at this time.</summary>
    public IReadOnlyList<string> All(Operation operation) =>
        !_rules.TryGetValue(operation, out var rule) ? [Usual(operation)]
        : Allows(operation, rule.Old) ? [rule.Old, rule.New]
        : [rule.New];

    /// <summary>The operation's route asks for another scope from some time on.</summary>
    public void Change(Operation operation, string scope) => _rules[operation] = new Rule(Of(operation), scope);

    public bool Allows(Operation operation, string scope)
    {
        if (!_rules.TryGetValue(operation, out var rule))
        {
            return scope == Usual(operation);
        }
        if (scope == rule.New)
        {
            rule.Seen ??= RunClock.Now;
            return true;
        }
        return scope == rule.Old && (rule.Seen is not { } seen || RunClock.Now - seen < Changing);
    }

    private string Usual(Operation operation) => $"{Prefix}.{operation.Scope}";

    private sealed record Rule(string Old, string New)
    {
        public TimeSpan? Seen { get; set; }
    }
}
