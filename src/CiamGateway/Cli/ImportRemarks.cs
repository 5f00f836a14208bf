using System.CommandLine;
using CiamGateway.OpenApi;

namespace CiamGateway.Cli;

/// <summary>What <c>import-openapi</c> says beside the routes: what it left open or out, and where routes and document differ.</summary>
internal static class ImportRemarks
{
    /// <param name="api">What was imported.</param>
    /// <param name="routes">The routes for it.</param>
    /// <param name="cluster">The cluster that they go to.</param>
    /// <param name="isNew">Whether the configuration does not have that cluster.</param>
    /// <param name="errors">The standard error.</param>
    public static void Write(ApiDescription api, IReadOnlyList<RouteDraft> routes, string cluster, bool isNew, TextWriter errors)
    {
        var warning = Colour.Yellow("warning:", errors);
        foreach (var route in routes.Where(route => route is { Extension.IsServed: true, IsComplete: false }))
        {
            errors.WriteLine(
                $"{warning} {string.Join(", ", route.Methods)} {route.Path}: {string.Join("; ", route.Token.Remarks)}. "
                    + "Fix: write its scope where the output has it as a comment."
            );
        }
        foreach (var operation in api.Unserved)
        {
            errors.WriteLine(
                $"{warning} {operation}: left out, since the gateway does not forward this method. Fix: add --ignore \"{operation}\"."
            );
        }
        if (isNew && api.Server.Origin is null)
        {
            errors.WriteLine($"{warning} the document names no server. Fix: define the cluster '{cluster}' under ReverseProxy:Clusters.");
        }
        WriteRepeating(api, errors);
        var (complete, all) = (routes.Where(route => route.IsComplete).ToList(), api.Operations.Count + api.Unserved.Count);
        errors.WriteLine($"{complete.Count} route(s) for {complete.Sum(route => route.Operations.Count)} of {all} operation(s).");
    }

    public static void Write(IReadOnlyList<Drift> drift, ApiDescription api, InvocationConfiguration streams)
    {
        if (drift.Count > 0)
        {
            var rows = new Table("DIFFERENCE", "METHOD", "PATH", "ROUTE", "DOCUMENT", "CONFIGURATION");
            foreach (var entry in drift)
            {
                var kind = entry.Kind.Replace('_', ' ');
                rows.Add(kind, entry.Method, entry.Path, entry.Route ?? "-", entry.Document ?? "-", entry.Configuration ?? "-");
            }
            rows.Write(streams.Output, Terminal.WidthOf(streams.Output));
        }
        WriteRepeating(api, streams.Error);
        streams.Error.WriteLine(
            drift.Count == 0
                ? $"The routes fit the document: {api.Operations.Count} operations."
                : $"The routes and the document differ in {drift.Count} place{(drift.Count == 1 ? "" : "s")}."
        );
    }

    private static void WriteRepeating(ApiDescription api, TextWriter errors)
    {
        if (api.Repeating.Count > 0)
        {
            errors.WriteLine(
                $"{api.Repeating.Count} path(s) repeat the base path '{api.Server.BasePath}' of the server or its first segment, "
                    + $"and it is not put before them again: {string.Join(", ", api.Repeating)}."
            );
        }
    }
}
