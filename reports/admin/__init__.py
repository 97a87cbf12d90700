from django.contrib import admin

from . import issued, schedules

# Named here and not by its file name: the theme's own admin/index.html stands before ours.
admin.site.index_template = "reports/home.html"
admin.site.index_title = "Home"
admin.site.login_template = "reports/login.html"

__all__ = ["issued", "schedules"]
