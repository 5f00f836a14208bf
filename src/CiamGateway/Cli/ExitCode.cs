namespace CiamGateway.Cli;

/// <summary>What a verb tells the shell.</summary>
internal static class ExitCode
{
    public const int Fine = 0;
    public const int FoundProblems = 1;
    public const int WrongUsage = 2;
}
