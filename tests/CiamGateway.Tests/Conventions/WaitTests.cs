using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>
/// Tests wait through <see cref="Eventually"/>, where every wait has an end; the few other pauses and loops are listed here with what
/// ends them.
/// </summary>
public sealed partial class WaitTests
{
    private static readonly Dictionary<string, string> Pauses = new()
    {
        ["Conventions/WaitTests.cs"] = "this list",
        ["Scenarios/Tokens/ReplicaTests.cs"] = "a load and an outage last as long as they are told to",
        ["Support/ChildProcess.cs"] = "the time limits for the end of a process",
        ["Support/Eventually.cs"] = "the pause between two looks",
        ["Support/TokenEngines/SlotState.cs"] = "a model-based test may not leave its thread; 60 s",
        ["Tokens/RefreshAheadTests.cs"] = "inside the clock, which is not asynchronous; 30 s",
    };

    private static readonly Dictionary<string, string> Loops = new()
    {
        ["Scenarios/Limits/ListenerLimitTests.cs"] = "an answer goes on until its request is aborted",
        ["Support/FreePort.cs"] = "takes the next port, of which there are so many",
        ["Support/Gateways/LoadBalancer.cs"] = "empties a queue",
        ["Support/Gateways/SandboxProcess.cs"] = "empties a queue",
        ["Support/LargestFile.cs"] = "halves a range",
        ["Support/Redis/RedisGate.cs"] = "accepts connections until it is disposed of",
        ["Support/Sockets/EndlessAnswer.cs"] = "an answer goes on until its request is aborted",
        ["Support/Sockets/OtlpReceiver.cs"] = "reads a number to its last byte",
        ["Support/Sockets/RawListener.cs"] = "accepts connections until it is disposed of",
        ["Support/TokenEngines/SlotState.cs"] = "a model-based test may not leave its thread; 60 s",
        ["Tokens/OutageTests.cs"] = "until the test's own clock is where it goes; a trickling answer ends with its request",
    };

    [Fact]
    public void Nothing_pauses_but_what_is_listed_with_its_end() => AssertListed(Pauses, Pause());

    [Fact]
    public void Nothing_loops_on_a_condition_but_what_is_listed_with_its_end_or_reads_a_stream() => AssertListed(Loops, Loop());

    private static void AssertListed(Dictionary<string, string> list, Regex pattern)
    {
        var files = FilesWith(pattern).ToList();
        var unlisted =
            from file in files.Except(list.Keys)
            select $"{file} waits by itself. Fix: wait through Eventually, or list what ends it in WaitTests.";
        var stale =
            from file in list.Keys.Except(files)
            select $"{file} no longer waits by itself. Fix: take it off the list in WaitTests.";
        Assert.Empty(string.Join('\n', unlisted.Concat(stale)));
    }

    private static IEnumerable<string> FilesWith(Regex pattern)
    {
        var folder = Path.Combine(Repository.Root, "tests/CiamGateway.Tests");
        return from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(folder, file)
            where !name.StartsWith("obj", StringComparison.Ordinal) && pattern.IsMatch(File.ReadAllText(file))
            select name;
    }

    /// <summary>A server may answer never, or slowly, until its caller or the test cancels that.</summary>
    [GeneratedRegex(@"\b(Task\.Delay(?!\((Timeout\.Infinite, [A-Za-z]|[^;\n]*RequestAborted))|Thread\.Sleep|SpinWait|SpinOnce)\b")]
    private static partial Regex Pause();

    /// <summary>Each read ends with its stream, its process or the test's cancellation.</summary>
    [GeneratedRegex(@"\bwhile \((?!(await )?[^\n]*(Read[A-Za-z]*|Line)Async\()|\bfor \([^;\n]*; *;")]
    private static partial Regex Loop();
}
