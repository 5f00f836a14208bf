namespace CiamGateway.Chaos.Faults.Secrets;

/// <summary>The file is written in place; both secrets are accepted for some seconds, then only the new one.</summary>
internal abstract class Rotation : SecretFault
{
    private string? _secret;

    public override (double Shortest, double Longest) Seconds => (8, 12);

    protected abstract void Write(string file, string secret);

    public override Task BeginAsync(FaultTarget target)
    {
        _secret = Accepted(target);
        Write(FileOf(target), _secret);
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        AcceptOnly(target, _secret!);
        return Task.CompletedTask;
    }
}

internal sealed class SecretIsRotatedInPlace : Rotation
{
    protected override void Write(string file, string secret) => File.WriteAllText(file, secret);
}

internal sealed class SecretIsRotatedByRename : Rotation
{
    protected override void Write(string file, string secret)
    {
        File.WriteAllText($"{file}.new", secret);
        File.Move($"{file}.new", file, overwrite: true);
    }
}

/// <summary>As Kubernetes does: the file is a link, and another link takes its place.</summary>
internal sealed class SecretIsRotatedByLink : Rotation
{
    protected override void Write(string file, string secret)
    {
        var content = $"{file}.{secret}";
        File.WriteAllText(content, secret);
        File.CreateSymbolicLink($"{file}.link", content);
        File.Move($"{file}.link", file, overwrite: true);
    }
}

/// <summary>The new file has the length and the time of the old one.</summary>
internal sealed class SecretIsRotatedWithTheSameTime : Rotation
{
    protected override void Write(string file, string secret)
    {
        var time = File.GetLastWriteTimeUtc(file);
        File.WriteAllText($"{file}.new", secret);
        File.SetLastWriteTimeUtc($"{file}.new", time);
        File.Move($"{file}.new", file, overwrite: true);
    }
}

/// <summary>The file changes some seconds before the authorization server accepts the new secret; the old one stays accepted.</summary>
internal sealed class SecretIsAcceptedLate : SecretFault
{
    private readonly string _secret = Gateway.GatewayFiles.NewSecret();

    public override Effects Effects => Effects.Tokens | Effects.Renewals;

    public override (double Shortest, double Longest) Seconds => (3, 12);

    public override Task BeginAsync(FaultTarget target)
    {
        File.WriteAllText(FileOf(target), _secret);
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        AcceptOnly(target, _secret);
        return Task.CompletedTask;
    }
}

/// <summary>The authorization server accepts only the new secret some seconds before the file changes.</summary>
internal sealed class SecretFileChangesLate : SecretFault
{
    private readonly string _secret = Gateway.GatewayFiles.NewSecret();

    public override Effects Effects => Effects.Tokens | Effects.Renewals;

    public override (double Shortest, double Longest) Seconds => (2, 8);

    public override Task BeginAsync(FaultTarget target)
    {
        AcceptOnly(target, _secret);
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        File.WriteAllText(FileOf(target), _secret);
        return Task.CompletedTask;
    }
}
