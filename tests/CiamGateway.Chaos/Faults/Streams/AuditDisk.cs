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
