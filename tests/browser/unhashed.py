"""A page without the hashes of its scripts, so that a test can change one.

That is what a server can do which changes a script and its hash in the page.
"""

import re


def hashes_left_out(page):
    """To be called before the page is opened."""

    def give(route):
        if route.request.resource_type != "document":
            route.fallback()
            return
        answer = route.fetch()
        headers = {name: it for name, it in answer.headers.items() if name != "integrity-policy"}
        body = re.sub(r' integrity="[^"]*"', "", answer.text())
        route.fulfill(response=answer, headers=headers, body=body)

    page.route("**/*", give)
