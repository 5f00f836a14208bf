using System.Diagnostics;
using System.Globalization;
using System.Net;
using CiamGateway.Benchmarks.Load;

namespace CiamGateway.Benchmarks.Peers;

/// <summary>A peer that runs, with what the kernel knows of it and of its children: processor time and memory.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    /// <summary>A peer that has not answered by then is given up.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-peer-");
    private readonly Process _process;
    private readonly long _begin;

    private PeerProcess(Peer peer, int port, Uri upstream, Protocol protocol)
    {
        Place = new Place(_folder.FullName, port, upstream, protocol);
        var start = new ProcessStartInfo(peer.Program, peer.Prepare(Place))
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Whom .NET, Caddy and Node trust, each by its own name for it.
        start.Environment["SSL_CERT_FILE"] = start.Environment["NODE_EXTRA_CA_CERTS"] = Place.Certificate;
        // What a program keeps for its user goes with the folder.
        start.Environment["HOME"] = _folder.FullName;
        _begin = TimeProvider.System.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Place Place { get; }

    public Uri Url => Place.Url;

    /// <summary>From the start of the process to the end of its first answer from the upstream.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Processor time, user and system.</summary>
    public TimeSpan ProcessorTime => TimeSpan.FromSeconds(Family().Sum(Ticks) / 100d);

    /// <summary>Bytes of memory; what is shared with other processes is counted in proportion (Pss).</summary>
    public long Memory => Family().Sum(process => Kilobytes(process, "Pss:") * 1024);

    /// <summary>
    /// Bytes of it that no file backs. The rest is pages of the program and its libraries, whose share depends on who else runs.
    /// </summary>
    public long OwnMemory => Family().Sum(process => Kilobytes(process, "Pss_Anon:") * 1024);

    /// <summary>Open files, sockets among them.</summary>
    public int Handles => Family().Sum(process => Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Count());

    public static async Task<PeerProcess> StartAsync(Peer peer, int port, Uri upstream, Protocol protocol = Protocol.Plain)
    {
        var running = new PeerProcess(peer, port, upstream, protocol);
        using var client = new HttpClient(
            new SocketsHttpHandler { UseProxy = false, SslOptions = { RemoteCertificateValidationCallback = LoopbackCertificate.IsIt } }
        )
        {
            BaseAddress = running.Url,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultRequestHeaders = { { "X-Api-Key", Gateway.ApiKey } },
        };
        while (!await AnswersAsync(client))
        {
            var elapsed = TimeProvider.System.GetElapsedTime(running._begin);
            if (running._process.HasExited || elapsed > LongestStart)
            {
                var command = $"{peer.Program} {string.Join(' ', running._process.StartInfo.ArgumentList)}";
                await running.DisposeAsync();
                throw new TimeoutException($"{peer.Name} does not serve: {command}");
            }
            // To the hundredth part: who asks more often takes processor time from who starts.
            await Task.Delay(TimeSpan.FromMilliseconds(1) + (elapsed / 100));
        }
        running.StartTime = TimeProvider.System.GetElapsedTime(running._begin);
        return running;
    }

    /// <summary>Takes samples of the memory, in megabytes, for as long as something takes.</summary>
    public async Task WatchMemoryAsync(Task something, Sample memory)
    {
        while (!something.IsCompleted)
        {
            memory.Add(Memory / 1e6);
            await Task.WhenAny(something, Task.Delay(100));
        }
        await something;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/Domains");
            return answer.StatusCode is HttpStatusCode.OK
                && (await answer.Content.ReadAsStringAsync()).Contains("totalResults", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private IEnumerable<int> Family() => Children(_process.Id).Prepend(_process.Id);

    private static IEnumerable<int> Children(int parent) =>
        File.ReadAllText($"/proc/{parent}/task/{parent}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    /// <summary>Fields 14 and 15 of proc(5)'s stat; the name before them may have spaces.</summary>
    private static long Ticks(int process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static long Kilobytes(int process, string kind) =>
        long.Parse(
            File.ReadLines($"/proc/{process}/smaps_rollup")
                .First(line => line.StartsWith(kind, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );
}
