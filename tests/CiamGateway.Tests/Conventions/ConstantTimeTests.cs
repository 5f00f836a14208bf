using Mono.Cecil;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>
/// Keys, passwords and their hashes are compared in a time that does not depend on where they differ.
/// Comparisons of bytes that end early are banned symbols. Comparisons that are too common to be banned, such as that of strings, are ruled
/// out
/// here, in the methods that compare secrets.
/// </summary>
public sealed class ConstantTimeTests : IDisposable
{
    private readonly ModuleDefinition _gateway = ModuleDefinition.ReadModule(typeof(GatewayOptions).Assembly.Location);

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("CiamGateway.Callers.Schemes.ApiKeyHash", "IsSame")]
    [InlineData("CiamGateway.Callers.Passwords.PasswordHash", "IsOf")]
    [InlineData("CiamGateway.Callers.Schemes.ConnectionKeyCache", "Identify")]
    public void What_compares_a_secret_does_so_in_constant_time(string type, string method) =>
        AssertLeftTo("System.Security.Cryptography.CryptographicOperations::FixedTimeEquals", type, method);

    [Theory]
    [InlineData("CiamGateway.Callers.CallerDirectory", "FindByApiKey", "CiamGateway.Callers.Schemes.ApiKeyHash::IsSame")]
    [InlineData("CiamGateway.Callers.Passwords.PasswordVerification", "Check", "CiamGateway.Callers.Passwords.PasswordHash::IsOf")]
    [InlineData("CiamGateway.Callers.Schemes.ApiKeyScheme", "Find", "CiamGateway.Callers.Schemes.ConnectionKeyCache::Identify")]
    public void What_looks_for_a_secret_leaves_the_comparison_to_it(string type, string method, string comparison) =>
        AssertLeftTo(comparison, type, method);

    private void AssertLeftTo(string comparison, string type, string method)
    {
        var calls = CallsOf(_gateway.GetType(type), method).ToList();
        Assert.Contains(comparison, calls);
        Assert.DoesNotContain(calls, call => call != comparison && IsComparison(call.Split("::")[1]));
    }

    /// <summary>Of any type, by operator or by name.</summary>
    private static bool IsComparison(string method) =>
        method.Contains("Equal", StringComparison.Ordinal) || method.Contains("Compare", StringComparison.Ordinal);

    /// <summary>What the method calls, and what its lambdas call.</summary>
    private static IEnumerable<string> CallsOf(TypeDefinition type, string method)
    {
        var lambdas = type.NestedTypes.Append(type).SelectMany(nested => nested.Methods).Where(candidate => IsLambdaOf(method, candidate));
        return type
            .Methods.Where(candidate => candidate.Name == method)
            .Concat(lambdas)
            .Where(candidate => candidate.HasBody)
            .SelectMany(candidate => candidate.Body.Instructions)
            .Select(instruction => instruction.Operand)
            .OfType<MethodReference>()
            .Select(call => $"{call.DeclaringType.GetElementType().FullName}::{call.Name}");
    }

    private static bool IsLambdaOf(string method, MethodDefinition candidate) =>
        candidate.Name.Contains($"<{method}>", StringComparison.Ordinal);
}
