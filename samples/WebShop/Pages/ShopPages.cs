using WebShop.Insights;

namespace WebShop.Pages;

/// <summary>The pages of the shop: home, product, cart, checkout, thanks.</summary>
internal static class ShopPages
{
    public static void MapShopPages(this WebApplication app)
    {
        app.MapGet("/", async (HttpContext context, CampaignProducts popular) => Html.Page(
            "Everything for tea", Html.Links(Product.All) + Others(await popular.FindAsync(Campaign.Of(context), context.RequestAborted))));

        app.MapGet("/products/{id}", async (string id, HttpContext context, CampaignProducts popular) => Product.Find(id) is not { } product
            ? Results.NotFound()
            : Html.Page(product.Name, $"<p>{Html.Price(product.Price)}</p>{Html.Button($"/cart/{id}", "Add to cart")}"
                + Others((await popular.FindAsync(Campaign.Of(context), context.RequestAborted)).Where(other => other != id))));

        app.MapPost("/cart/{id}", (string id, HttpContext context) =>
        {
            if (Product.Find(id) is { } product)
            {
                Cart.Of(context.Request).With(product).Save(context.Response);
            }

            return Results.LocalRedirect("/cart");
        });

        app.MapGet("/cart", (HttpRequest request) => Html.Page(
            "Cart", Html.Links(Cart.Of(request).Products) + $"""<p>Total {Html.Price(Cart.Of(request).Total)} <a href="/checkout">Checkout</a></p>"""));

        app.MapGet("/checkout", (HttpRequest request) => Html.Page(
            "Checkout", $"<p>{Html.Price(Cart.Of(request).Total)}, paid when it arrives.</p>{Html.Button("/checkout", "Buy")}"));

        app.MapPost("/checkout", (HttpContext context) =>
        {
            var total = Cart.Of(context.Request).Total;
            new Cart([]).Save(context.Response);
            return Results.LocalRedirect(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/thanks?total={total}"));
        });

        // An event of its own, with what it was worth.
        app.MapGet("/thanks", (decimal total) => Html.Page(
            "Thank you", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"<script>clickstream('buy', {{ total: {total} }})</script><p>Your tea is on its way.</p>")));
    }

    private static string Others(IEnumerable<string> products) => products.Select(Product.Find).OfType<Product>().ToArray() is { Length: > 0 } found
        ? $"<h2>Others who came by this campaign looked at</h2>{Html.Links(found)}"
        : "";
}
