using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>Tests wait through <see cref="Eventually"/>, where every wait has an end; the few other pauses and loops are listed here with what ends them.</summary>
public sealed partial class WaitTests
{
    private static readonly Dictionary<string, string> Pauses = new()
    {
        ["Conventions/WaitTests.cs"] = "this list",
        ["Scenarios/Tokens/ReplicaTests.cs"] = "a load and an outage last as long as they are told to",
        ["Support/ChildProcess.cs"] = "the time limits for the end of a process",
        ["Support/Eventually.cs"] = "the pause between two looks",
        ["Support/Sockets/RawServer.cs"] = "a connection stays open until the server is disposed of",
        ["Support/Sockets/Upstream.cs"] = "a request has no answer until its caller gives up",
        ["Support/TokenEngines/WatchedSlot.cs"] = "a model-based test may not leave its thread; 60 s",
        ["Tokens/OutageTests.cs"] = "a trickling answer ends with its request",
        ["Tokens/RefreshAheadTests.cs"] = "inside the clock, which is not asynchronous; 30 s",
    };

    private static readonly Dictionary<string, string> Loops = new()
    {
        ["Support/FreePort.cs"] = "takes the next port, of which there are so many",
        ["Support/Gateways/LoadBalancer.cs"] = "empties a queue",
        ["Support/Gateways/SandboxProcess.cs"] = "empties a queue",
        ["Support/Redis/RedisGate.cs"] = "accepts connections until it is disposed of",
        ["Support/Sockets/OtlpReceiver.cs"] = "reads a number to its last byte",
        ["Support/Sockets/RawListener.cs"] = "accepts connections until it is disposed of",
        ["Support/TokenEngines/WatchedSlot.cs"] = "a model-based test may not leave its thread; 60 s",
        ["Tokens/OutageTests.cs"] = "until the test's own clock is where it goes; a trickling answer ends with its request",
    };

    [Fact]
    public void Nothing_pauses_outside_the_list() => Assert.Equal(Pauses.Keys.Order(StringComparer.Ordinal), FilesWith(Pause()));

    [Fact]
    public void Nothing_loops_on_a_condition_outside_the_list_unless_it_reads_a_stream_to_its_end() =>
        Assert.Equal(Loops.Keys.Order(StringComparer.Ordinal), FilesWith(Loop()));

    private static IEnumerable<string> FilesWith(Regex pattern)
    {
        var folder = Path.Combine(Repository.Root, "tests/CiamGateway.Tests");
        var names = from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                    let name = Path.GetRelativePath(folder, file)
                    where !name.StartsWith("obj", StringComparison.Ordinal) && pattern.IsMatch(File.ReadAllText(file))
                    select name;
        return names.Order(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\b(Task\.Delay|Thread\.Sleep|SpinWait|SpinOnce|PeriodicTimer)\b")]
    private static partial Regex Pause();

    /// <summary>Each read ends with its stream, its process or the test's cancellation.</summary>
    [GeneratedRegex(@"\bwhile \((?!(await )?[^\n]*(Read[A-Za-z]*|Line)Async\()|\bfor \([^;\n]*; *;")]
    private static partial Regex Loop();
}
