using System.Diagnostics;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>The gateway as its users start it: a process with arguments, an environment and an exit code.</summary>
internal sealed record GatewayProcess(int ExitCode, string Output, string Errors)
{
    private const string SecretSetting = ":ClientSecret=";

    /// <summary>Runs to its end, in a folder with configuration files.</summary>
    public static Task<GatewayProcess> RunAsync(string folder, params string[] arguments) => RunAsync(StartInfo(folder, arguments), "");

    /// <summary>The same, with further environment variables.</summary>
    public static Task<GatewayProcess> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = StartInfo(folder, arguments);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        return RunAsync(start, "");
    }

    /// <summary>The same, with something to read on standard input.</summary>
    public static Task<GatewayProcess> RunWithInputAsync(string input, string folder, params string[] arguments) =>
        RunAsync(StartInfo(folder, arguments), input);

    /// <summary>The gateway that was built along with the tests, or the binary that <c>CIAM_GATEWAY</c> names.</summary>
    public static ProcessStartInfo StartInfo(string folder, params IEnumerable<string> arguments)
    {
        var (program, first) = Environment.GetEnvironmentVariable("CIAM_GATEWAY") is { Length: > 0 } binary
            ? (binary, Array.Empty<string>())
            : ("dotnet", [Path.Combine(AppContext.BaseDirectory, "ciam-gateway.dll")]);
        var all = arguments.ToLookup(argument => argument.Contains(SecretSetting, StringComparison.Ordinal));
        var start = new ProcessStartInfo(program, [.. first, .. all[false]]) { WorkingDirectory = folder, RedirectStandardInput = true };
        foreach (var secret in all[true].Select(argument => argument.TrimStart('-').Split('=', 2)))
        {
            // The gateway warns of a secret on its command line.
            start.Environment[secret[0].Replace(":", "__", StringComparison.Ordinal)] = secret[1];
        }
        start.Environment.Remove("ASPNETCORE_URLS");
        // Pages for compiled code that are writable and executable at once save a tenth of a start under JIT.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        // Mutation testing asks the process of the tests which code they cover, and would wait for this one to answer.
        start.Environment.Remove("STRYKER_COVERAGE_FILE");
        start.Environment.Remove("STRYKER_COVERAGE_EPOCH_FILE");
        return start;
    }

    private static async Task<GatewayProcess> RunAsync(ProcessStartInfo start, string input)
    {
        await using var process = ChildProcess.Start(start);
        await process.WriteInputAsync(input);
        return new GatewayProcess(await process.EndAsync(), process.Output, process.Errors);
    }
}
