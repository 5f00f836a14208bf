using System.Text.RegularExpressions;
using CiamGateway.Chaos.Load;

namespace CiamGateway.Chaos.Faults;

/// <summary>One occurrence of something that goes wrong. Each kind is a class; its name is the class's, with hyphens.</summary>
internal abstract partial class Fault
{
    public string Name => Capital().Replace(GetType().Name, match => (match.Index == 0 ? "" : "-") + match.Value.ToLowerInvariant());

    /// <summary>Of one group, only one fault happens to a side at a time.</summary>
    public abstract string Group { get; }

    public abstract Effects Effects { get; }

    /// <summary>Whether it happens to one side. If not, it happens to everything.</summary>
    public virtual bool IsOfOneSide => true;

    /// <summary>Whether it happens to one gateway. If not, it happens to all.</summary>
    public virtual bool IsOfOneReplica => false;

    public virtual (double Shortest, double Longest) Seconds => (1, 8);

    /// <summary>How long it takes to begin and to end.</summary>
    public virtual TimeSpan Changes => TimeSpan.Zero;

    /// <summary>How long after its end calls may still fail because of it.</summary>
    public virtual TimeSpan Recovery => TimeSpan.FromSeconds(2);

    /// <summary>Whether the machine and the run have what it needs.</summary>
    public virtual bool IsPossible(Surroundings surroundings) => true;

    /// <summary>Whether it may concern calls of this operation.</summary>
    public virtual bool Concerns(Operation operation) => true;

    public abstract Task BeginAsync(FaultTarget target);

    public virtual Task EndAsync(FaultTarget target) => Task.CompletedTask;

    [GeneratedRegex("[A-Z]|[0-9]+")]
    private static partial Regex Capital();
}
