namespace CiamGateway.Tests.Support;

/// <summary>
/// A named pipe that is open, but not read until the test reads it: a program that writes into it waits once it is full.
/// </summary>
internal sealed class UnreadPipe : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-pipe-");
    private FileStream? _held;
    private StreamReader? _reader;

    private UnreadPipe() => Path = System.IO.Path.Combine(_folder.FullName, "pipe");

    public string Path { get; }

    public static async Task<UnreadPipe> CreateAsync()
    {
        var pipe = new UnreadPipe();
        await ChildProcess.RunAsync("mkfifo", pipe.Path);
        // To open it for both does not wait for another end.
        pipe._held = new FileStream(pipe.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        return pipe;
    }

    /// <summary>Reads from now on.</summary>
    /// <param name="isReopened">Whether the program opens the pipe for every write. If not, the end comes when it closes the pipe.</param>
    public CapturedOutput Read(bool isReopened = false)
    {
        _reader = new StreamReader(new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
        if (!isReopened)
        {
            _held?.Dispose();
        }
        return new CapturedOutput(_reader);
    }

    public void Dispose()
    {
        _held?.Dispose();
        _reader?.Dispose();
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
            _folder.Refresh();
        }
    }
}
