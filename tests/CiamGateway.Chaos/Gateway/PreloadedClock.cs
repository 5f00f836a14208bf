using System.Diagnostics;
using CiamGateway.Chaos.Run;

namespace CiamGateway.Chaos.Gateway;

/// <summary>
/// The wall clock of the gateways, which a library that is loaded into them sets forward or back. It is compiled when the run starts.
/// </summary>
internal sealed class PreloadedClock
{
    private static readonly string[] Compilers = ["cc", "clang", "gcc"];

    private readonly string _library;
    private readonly string _offsetFile;
    private TimeSpan _offset;

    private PreloadedClock(string library, string offsetFile) => (_library, _offsetFile) = (library, offsetFile);

    /// <returns>Null if the machine has no C compiler.</returns>
    public static PreloadedClock? Compile(string folder)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "clock.c");
        var clock = new PreloadedClock(Path.Combine(folder, "clock.so"), Path.Combine(folder, "clock-offset"));
        clock.Set(TimeSpan.Zero);
        var compiler = Compilers.FirstOrDefault(Shell.Has);
        return compiler is not null && Shell.Run($"{compiler} -shared -fPIC -O2 -o '{clock._library}' '{source}' -ldl") ? clock : null;
    }

    /// <summary>How far the gateways' clock differs from the servers', at most a second, by which a JWT's end was rounded.</summary>
    public TimeSpan Rounding => _offset.Duration() < TimeSpan.FromSeconds(1) ? _offset.Duration() : TimeSpan.FromSeconds(1);

    public void AddTo(ProcessStartInfo start)
    {
        start.Environment["LD_PRELOAD"] = _library;
        start.Environment["CHAOS_CLOCK"] = _offsetFile;
    }

    /// <summary>When it was last set forward by a second or more.</summary>
    public TimeSpan LastStep { get; private set; }

    public void Step(TimeSpan step)
    {
        LastStep = step < TimeSpan.FromSeconds(1) ? LastStep : RunClock.Now;
        Set(_offset + step);
    }

    /// <summary>Writes into the file that the gateways have mapped: it is not replaced.</summary>
    private void Set(TimeSpan offset)
    {
        _offset = offset;
        using var file = new FileStream(_offsetFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.Write(BitConverter.GetBytes(offset.Ticks * 100));
    }
}
