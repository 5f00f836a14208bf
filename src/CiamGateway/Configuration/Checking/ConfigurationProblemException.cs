namespace CiamGateway.Configuration.Checking;

/// <summary>
/// Carries a <see cref="ConfigurationProblem"/> through interfaces that collect errors as exceptions, as YARP's validators do.
/// </summary>
internal sealed class ConfigurationProblemException(ConfigurationProblem problem) : Exception(problem.ToString())
{
    public ConfigurationProblem Problem { get; } = problem;
}
