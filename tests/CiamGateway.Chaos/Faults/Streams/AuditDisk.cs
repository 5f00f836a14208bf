namespace CiamGateway.Chaos.Faults.Streams;

/// <summary>The disk of the audit log is full.</summary>
internal sealed class AuditDiskIsFull : StreamFault
{
    private string? _filler;

    public override bool IsPossible(Surroundings surroundings) => surroundings.HasAuditDisk;

    public override Task BeginAsync(FaultTarget target)
    {
        _filler = Path.Combine(target.Surroundings.Files.AuditFolder, "filler");
        Gateway.Shell.Run($"dd if=/dev/zero of='{_filler}' bs=4k 2>/dev/null");
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        File.Delete(_filler!);
        return Task.CompletedTask;
    }
}

/// <summary>The audit log's folder cannot be written to.</summary>
internal sealed class AuditFileIsMovedAway : StreamFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        foreach (var file in Directory.GetFiles(target.Surroundings.Files.AuditFolder, "audit-*.json"))
        {
            File.Move(file, $"{file}.moved", overwrite: true);
        }
        return Task.CompletedTask;
    }
}

/// <summary>The audit log is a pipe, and its reader reads no more.</summary>
internal sealed class AuditPipeIsNotRead : StreamFault
{
    private readonly List<FileStream> _readers = [];

    public override Task BeginAsync(FaultTarget target)
    {
        var pipe = target.Gateway.AuditFile;
        Gateway.Shell.Run($"mv -f '{pipe}' '{pipe}.moved'; mkfifo '{pipe}'");
        // To open it for both does not wait for another end.
        _readers.Add(new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0));
        return Task.CompletedTask;
    }

    /// <summary>The pipe goes before its reader, since a gateway that opened it afterwards would wait for another reader.</summary>
    public override Task EndAsync(FaultTarget target)
    {
        File.Delete(target.Gateway.AuditFile);
        _readers.ForEach(reader => reader.Dispose());
        return Task.CompletedTask;
    }
}
