using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestFramework(typeof(CiamGateway.Tests.Support.TimeLimitedTestFramework))]

namespace CiamGateway.Tests.Support;

/// <summary>
/// xUnit.net, but every test has a time limit: a minute, unless its <c>Timeout</c> says otherwise.
/// At the limit the test fails and its cancellation token is cancelled, which also kills its processes (<c>ChildProcess</c>).
/// </summary>
/// <remarks>
/// A test that blocks its thread fails at its limit, too, but its thread goes on: whatever waits is asynchronous and ends with the token.
/// Fixtures have no limit of their own; they wait through <c>Eventually</c>.
/// </remarks>
internal sealed class TimeLimitedTestFramework : XunitTestFramework
{
    private const int Limit = 60_000;

    protected override ITestFrameworkDiscoverer CreateDiscoverer(System.Reflection.Assembly assembly) =>
        new Discoverer(((XunitTestFrameworkDiscoverer)base.CreateDiscoverer(assembly)).TestAssembly);

    private sealed class Discoverer(IXunitTestAssembly assembly) : XunitTestFrameworkDiscoverer(assembly)
    {
        protected override ValueTask<bool> FindTestsForMethod(
            IXunitTestMethod testMethod,
            ITestFrameworkDiscoveryOptions discoveryOptions,
            Func<ITestCase, ValueTask<bool>> discoveryCallback
        )
        {
            foreach (var fact in testMethod.FactAttributes.OfType<FactAttribute>().Where(fact => fact.Timeout == 0))
            {
                fact.Timeout = Limit;
            }
            return base.FindTestsForMethod(testMethod, discoveryOptions, discoveryCallback);
        }
    }
}
