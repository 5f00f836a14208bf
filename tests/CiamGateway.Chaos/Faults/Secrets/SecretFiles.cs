namespace CiamGateway.Chaos.Faults.Secrets;

/// <summary>Something is wrong with the file for a while. The gateway goes on with the secret that it has.</summary>
internal abstract class DamagedFile : SecretFault
{
    private string? _content;

    protected abstract void Damage(string file);

    public override Task BeginAsync(FaultTarget target)
    {
        _content = File.ReadAllText(FileOf(target));
        Damage(FileOf(target));
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        File.WriteAllText(FileOf(target), _content);
        return Task.CompletedTask;
    }
}

internal sealed class SecretFileIsEmpty : DamagedFile
{
    protected override void Damage(string file) => File.WriteAllText(file, "");
}

internal sealed class SecretFileIsMissing : DamagedFile
{
    protected override void Damage(string file) => File.Delete(file);
}

internal sealed class SecretFileIsAFolder : DamagedFile
{
    protected override void Damage(string file)
    {
        File.Delete(file);
        Directory.CreateDirectory(file);
    }

    public override Task EndAsync(FaultTarget target)
    {
        Directory.Delete(FileOf(target));
        return base.EndAsync(target);
    }
}

/// <summary>The file has a secret that the authorization server does not know. Every token serves on until it ends.</summary>
internal sealed class SecretFileHasAWrongSecret : DamagedFile
{
    public override Effects Effects => Effects.Tokens | Effects.Renewals;

    public override (double Shortest, double Longest) Seconds => (3, 12);

    protected override void Damage(string file) => File.WriteAllText(file, Gateway.GatewayFiles.NewSecret());
}
