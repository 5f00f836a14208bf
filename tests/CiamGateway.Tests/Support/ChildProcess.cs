using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace CiamGateway.Tests.Support;

/// <summary>
/// A program that a test runs, with all that it writes. It is killed when it is disposed of, when the test is cancelled and when the tests
/// end.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<ChildProcess, bool> Running = [];

    /// <summary>A grandchild that outlives the process holds its pipes open.</summary>
    private static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly string _name;
    private readonly CapturedOutput? _output;
    private readonly CapturedOutput _errors;
    private readonly CancellationTokenRegistration _cancellation;

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Array.ForEach([.. Running.Keys], process => process.Kill());

    private ChildProcess(Process process, string name, bool readsOutput)
    {
        _process = process;
        _name = name;
        _errors = new CapturedOutput(process.StandardError);
        if (readsOutput)
        {
            _output = new CapturedOutput(process.StandardOutput);
        }
        else
        {
            process.StandardOutput.Close();
        }
        Running[this] = true;
        Ended = EndAsync();
        _cancellation = TestContext.Current.CancellationToken.Register(Kill);
    }

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    /// <summary>Completes when the process has ended and everything that it wrote is here.</summary>
    public Task Ended { get; }

    /// <summary>What it wrote to standard output so far.</summary>
    public string Output => _output?.Text ?? "";

    public IReadOnlyList<string> OutputLines => _output?.Lines ?? [];

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors => _errors.Text;

    public IReadOnlyList<string> ErrorLines => _errors.Lines;

    /// <param name="readsOutput">If false, the pipe of its standard output is closed.</param>
    public static ChildProcess Start(ProcessStartInfo start, bool readsOutput = true)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        var name = $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
        return new ChildProcess(Process.Start(DefaultSignals.For(start))!, name, readsOutput);
    }

    public static ChildProcess Start(string program, params IEnumerable<string> arguments) =>
        Start(new ProcessStartInfo(program, arguments));

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    public static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        await using var process = Start(program, arguments);
        Assert.True(await process.EndAsync() is 0, process.Described());
    }

    /// <summary>Writes this to standard input and closes it. The program may end without reading it.</summary>
    public async Task WriteInputAsync(string input)
    {
        try
        {
            await _process.StandardInput.WriteAsync(input.AsMemory(), TestContext.Current.CancellationToken);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program has ended.
        }
    }

    /// <param name="name">As <c>kill</c> knows it: TERM, INT, HUP, STOP, CONT.</param>
    public void Signal(string name)
    {
        // The shell's own: the program of this name is in a package that a machine with only the SDK need not have.
        using var kill = Process.Start("sh", ["-c", $"kill -{name} {Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has ended and all that it wrote is here.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAny(Task.WhenAll(_errors.Read, _output?.Read ?? Task.CompletedTask), Task.Delay(LongestReading));
        return _process.ExitCode;
    }

    /// <returns>Whether it ends in that time.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan time) => await Task.WhenAny(Ended, Task.Delay(time)) == Ended;

    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>The process, its exit code if it has ended, and the end of what it wrote, for a message.</summary>
    public string Described() =>
        $"\n{_name} (process {Id}) {(Ended.IsCompleted ? $"ended with exit code {ExitCode}" : "runs")}.\nstandard error: "
        + $"{Tail(Errors)}\nstandard output: {Tail(Output)}";

    public async ValueTask DisposeAsync()
    {
        if (Running.TryRemove(this, out _))
        {
            await _cancellation.DisposeAsync();
            Kill();
            await Ended;
            _process.Dispose();
        }
    }

    private static string Tail(string text) => text.Length > 6000 ? $"...{text[^6000..]}" : text;
}
