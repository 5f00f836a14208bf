using CiamGateway.Configuration.Checking;

namespace CiamGateway.Diagnosis;

/// <summary>A kind of thing that the doctor looks at.</summary>
internal interface IExamination
{
    /// <summary>Everything of this kind; nothing is looked at before it is asked to.</summary>
    IEnumerable<PendingCheck> Checks { get; }
}

/// <param name="Begun">What is known before the check has run.</param>
/// <param name="Weight">How bad it is if the check comes to no end.</param>
internal sealed record PendingCheck(Check Begun, Func<CancellationToken, Task<Check>> RunAsync, string Weight = ProblemSeverity.Error);
