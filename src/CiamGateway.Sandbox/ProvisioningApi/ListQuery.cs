using System.Globalization;
using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>Filters, sorts, pages and trims a list as a query asks for (RFC 7644 §3.4.2).</summary>
internal sealed class ListQuery(IQueryCollection query)
{
    private const int DefaultCount = 100;

    public JsonObject Apply(IEnumerable<JsonObject> resources)
    {
        var filter = query["filter"].ToString() is { Length: > 0 } text ? FilterParser.Parse(text) : _ => true;
        var found = Sort(resources.Where(filter)).ToList();
        var startIndex = Math.Max(1, Number("startIndex", 1));
        var page = found.Skip(startIndex - 1).Take(Math.Max(0, Number("count", DefaultCount))).Select(Trim).ToArray<JsonNode>();
        return new JsonObject
        {
            ["totalResults"] = found.Count,
            ["startIndex"] = startIndex,
            ["itemsPerPage"] = page.Length,
            ["Resources"] = new JsonArray(page),
        };
    }

    /// <summary>The fields of a resource that the query's <c>attributes</c> name, and its identifiers; all if it names none.</summary>
    public JsonObject Trim(JsonObject resource)
    {
        var asked = query["attributes"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return asked.Length == 0
            ? resource
            : new JsonObject(
                resource
                    .Where(member => IsId(member.Key) || asked.Contains(member.Key, StringComparer.OrdinalIgnoreCase))
                    .Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))
            );
    }

    private static bool IsId(string field) => field.EndsWith("Id", StringComparison.Ordinal);

    private IEnumerable<JsonObject> Sort(IEnumerable<JsonObject> resources)
    {
        if (query["sortBy"].ToString() is not { Length: > 0 } field)
        {
            return resources;
        }
        return query["sortOrder"] == "descending"
            ? resources.OrderByDescending(Key, StringComparer.OrdinalIgnoreCase)
            : resources.OrderBy(Key, StringComparer.OrdinalIgnoreCase);

        string? Key(JsonObject resource) => resource[field]?.ToString();
    }

    private int Number(string name, int whereMissing)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? whereMissing
            : int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
            : throw new ApiError(400, $"{name} is not a whole number.", "invalidValue");
    }
}
